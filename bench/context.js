// @ts-check
'use strict';

/**
 * What the triggers ask of n8n's webhook context, answered at once, so that only the package's own work is measured.
 * test/host/webhookContext.js is the one on n8n's real context.
 */

/** Settles like n8n's response: acknowledged by n8n, or answered by the node. */
class Response {
	statusCode = 200;
	writableFinished = false;
	destroyed = false;
	/** @type {unknown} */
	body = undefined;
	/** @type {(() => void) | undefined} */
	onClose = undefined;

	/** @param {string} _event @param {() => void} listener */
	once(_event, listener) {
		this.onClose = listener;
		return this;
	}

	/** @param {number} code */
	status(code) {
		this.statusCode = code;
		return this;
	}

	set() {
		return this;
	}

	/** @param {unknown} body */
	json(body) {
		this.body = body;
		this.finish();
		return this;
	}

	finish() {
		this.writableFinished = true;
		this.onClose?.();
	}
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** A trigger, with everything that n8n keeps between two deliveries. */
class Trigger {
	/**
	 * @param {new () => any} NodeClass as built into dist/
	 * @param {Record<string, unknown>} credential decrypted
	 */
	constructor(NodeClass, credential) {
		this.nodeType = new NodeClass();
		this.credential = credential;
		/** @type {Record<string, unknown>} */
		this.parameters = Object.fromEntries(this.nodeType.description.properties.map((/** @type {any} */ { name, default: value }) => [name, value]));
		this.workflow = { id: 'workflow-1', name: 'Workflow', active: true };
	}

	/**
	 * One delivery. Claims are kept by node: under the name of another node the same bytes are a new event, so that
	 * nobody has to sign a million deliveries beforehand.
	 *
	 * @param {Record<string, unknown>} headers
	 * @param {Buffer} rawBody
	 * @param {string} nodeId
	 * @returns {Promise<string>} what became of it: the answer's status word
	 */
	async receive(headers, rawBody, nodeId = 'node-1') {
		const response = new Response();
		const node = { id: nodeId, name: 'Trigger' };
		const context = {
			logger: SILENT,
			getMode: () => 'webhook',
			getRequestObject: () => ({ headers, rawBody }),
			getResponseObject: () => response,
			getNodeParameter: (/** @type {string} */ name, /** @type {unknown} */ fallback) => this.parameters[name] ?? fallback,
			getCredentials: async () => this.credential,
			getWorkflow: () => this.workflow,
			getNode: () => node,
		};
		const result = await this.nodeType.webhook.call(context);
		if (result.workflowData === undefined) return /** @type {any} */ (response.body).status;
		response.finish();
		return result.webhookResponse.status;
	}
}

module.exports = { Trigger };
