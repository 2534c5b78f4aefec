// @ts-check
require('reflect-metadata');
const { EventEmitter } = require('node:events');
const { Readable } = require('node:stream');
const { inspect } = require('node:util');
const { WebhookContext } = require('n8n-core');
const { Workflow } = require('n8n-workflow');

/** What n8n's Express response does with an answer, and what it tells about it afterwards. */
class Response extends EventEmitter {
	statusCode = 200;
	writableFinished = false;
	destroyed = false;
	/** @type {Record<string, string>} */
	headers = {};
	/** @type {unknown} */
	body = undefined;

	constructor() {
		super();
	}

	/** @param {number} code */
	status(code) {
		this.statusCode = code;
		return this;
	}

	/** @param {Record<string, string>} headers */
	set(headers) {
		Object.assign(this.headers, headers);
		return this;
	}

	/** @param {unknown} body */
	json(body) {
		this.body = body;
		this.finish();
		return this;
	}

	/** The answer has left: n8n's own one, when the node has not answered itself. */
	finish(statusCode = this.statusCode) {
		this.statusCode = statusCode;
		this.writableFinished = true;
		this.emit('finish');
		this.emit('close');
	}

	/** The caller has hung up before the answer. */
	abort() {
		this.destroyed = true;
		this.emit('close');
	}
}

/**
 * A workflow of one trigger.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Record<string, unknown>} [call.parameters]
 * @param {string} [call.nodeId]
 */
function workflowOf({ nodeType, parameters = {}, nodeId = 'node-1' }) {
	const { description } = nodeType;
	const type = `n8n-nodes-browser-agents.${description.name}`;
	const credentialType = description.credentials?.[0].name ?? '';
	const defaults = Object.fromEntries(description.properties.map(({ name, default: value }) => [name, value]));
	const node = {
		id: nodeId,
		name: description.displayName,
		type,
		typeVersion: 2,
		position: /** @type {[number, number]} */ ([0, 0]),
		parameters: /** @type {import('n8n-workflow').INodeParameters} */ ({ ...defaults, ...parameters }),
		credentials: { [credentialType]: { id: 'credential-1', name: 'Credential' } },
	};
	const workflow = new Workflow({
		id: 'workflow-1',
		name: 'Workflow',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: /** @type {any} */ ({ getByNameAndVersion: () => nodeType, getByName: () => nodeType, getKnownTypes: () => ({}) }),
		staticData: {},
	});
	return { node, workflow };
}

/**
 * What a context logs, each line with the facts beside it.
 * @param {object} context
 */
function keepLog(context) {
	/** @type {string[]} */
	const logged = [];
	const keep = (/** @type {string} */ message, /** @type {unknown} */ facts) =>
		void logged.push(facts === undefined ? message : `${message} ${inspect(facts)}`);
	Object.defineProperty(context, 'logger', { value: { debug: keep, info: keep, warn: keep, error: keep } });
	return logged;
}

/**
 * A trigger on n8n's real webhook context: only the network, the database and the answer are stood in for.
 * @param {object} call
 * @param {import('n8n-workflow').INodeType} call.nodeType
 * @param {Record<string, unknown> | Error | (() => Promise<Record<string, unknown>>)} call.credential decrypted, why n8n cannot decrypt it, or how it does
 * @param {Record<string, unknown>} call.headers
 * @param {unknown} call.rawBody
 * @param {Record<string, unknown>} [call.parameters]
 * @param {'webhook' | 'manual'} [call.mode]
 * @param {string} [call.nodeId]
 * @param {() => Promise<void>} [call.readRawBody] n8n's reader, for a body that it has left unread
 * @param {object} [call.execution] the data of the execution that the request wakes
 */
function webhookContext({ nodeType, credential, headers, rawBody, parameters, mode = 'webhook', nodeId, readRawBody = async () => undefined, execution }) {
	const { node, workflow } = workflowOf({ nodeType, parameters, nodeId });
	let credentialReads = 0;
	const response = new Response();
	const request = Object.assign(new Readable({ read: () => undefined }), { headers, rawBody, body: {}, query: {}, params: {}, complete: true, readRawBody });
	const additionalData = {
		...(execution !== undefined && { executionId: '1' }),
		httpRequest: request,
		httpResponse: response,
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getDecrypted: async () => {
				credentialReads += 1;
				if (credential instanceof Error) throw credential;
				return typeof credential === 'function' ? await credential() : credential;
			},
		},
	};
	const context = new WebhookContext(workflow, node, /** @type {any} */ (additionalData), mode, /** @type {any} */ ({}), [], /** @type {any} */ (execution ?? null));
	const logged = keepLog(context);
	return { context, request, response, logged, credentialReads: () => credentialReads };
}

module.exports = { webhookContext, workflowOf, keepLog };
