// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { setTimeout: delay } = require('node:timers/promises');

const { request } = require('./request');
const { openWebSocket } = require('./webSocket');

const POLL_MS = 50;

/** @typedef {{ type: string, data: any }} PushMessage for example nodeExecuteAfter, executionFinished */
/** @typedef {{ nodeName: string, message: string, description?: string, error: any }} CanvasError */

/** One "Execute workflow" or "Listen for test event" of the editor, with everything n8n pushed to the canvas. */
class ManualRun {
	/** @param {string} workflowId */
	constructor(workflowId) {
		this.workflowId = workflowId;
		/** @type {PushMessage[]} everything received so far, oldest first */
		this.messages = [];
		/** Whether n8n waits for a delivery at /webhook-test/ now. */
		this.waitingForWebhook = false;
		/** @type {() => void} ends the connection the messages come over */
		this.close = () => {};
	}

	/**
	 * @param {string} type
	 * @param {number} [timeoutMs]
	 * @returns {Promise<PushMessage>} the first message of this type, received or yet to come
	 */
	async waitFor(type, timeoutMs = 30_000) {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = this.messages.find((message) => message.type === type);
			if (found !== undefined) return found;
			if (Date.now() > deadline) {
				const seen = this.messages.map((message) => message.type).join(', ') || 'nothing';
				throw new Error(`No push message "${type}" within ${timeoutMs / 1000} s, n8n sent: ${seen}`);
			}
			await delay(POLL_MS);
		}
	}

	/** @returns {CanvasError[]} the errors that the canvas shows on nodes */
	errors() {
		return this.messages.flatMap(({ type, data }) => {
			const error = type === 'nodeExecuteAfter' ? data.data?.error : undefined;
			if (error === undefined) return [];
			return [{ nodeName: data.nodeName, message: error.message, description: error.description ?? undefined, error }];
		});
	}
}

/**
 * @param {import('./rest').RestClient} rest
 * @param {string} workflowId
 * @param {string} triggerNodeName
 * @returns {Promise<ManualRun>} once n8n listens (or has started at once, for a trigger without a webhook)
 */
async function runManually(rest, workflowId, triggerNodeName) {
	const run = new ManualRun(workflowId);
	const pushRef = randomUUID();
	if (rest.cookie === undefined) await rest.setupOwner();
	const socket = await openWebSocket(
		`${rest.baseUrl}/rest/push?pushRef=${pushRef}`,
		{ ...rest.identity(), origin: rest.baseUrl },
		(text) => run.messages.push(JSON.parse(text)),
	);
	run.close = socket.close;
	try {
		const started = await rest.call(
			'POST',
			`/workflows/${workflowId}/run`,
			{ triggerToStartFrom: { name: triggerNodeName } },
			{ 'push-ref': pushRef },
		);
		run.waitingForWebhook = started.waitingForWebhook === true;
		return run;
	} catch (error) {
		run.close();
		throw error;
	}
}

/**
 * "Stop listening" of the editor. n8n answers it before it has forgotten the test URL, so this asks until it has.
 *
 * @param {import('./rest').RestClient} rest
 * @param {string} workflowId
 * @returns {Promise<void>}
 */
async function stopListening(rest, workflowId) {
	await rest.call('DELETE', `/test-webhook/${workflowId}`);
	const { nodes } = await rest.call('GET', `/workflows/${workflowId}`);
	for (const { webhookId } of nodes) {
		while (webhookId !== undefined && (await isListening(`${rest.baseUrl}/webhook-test/${webhookId}/webhook`))) {
			await delay(POLL_MS);
		}
	}
}

/**
 * Asks with a method that no trigger here serves: the answer tells whether another method is, and starts nothing.
 *
 * @param {string} testUrl
 */
async function isListening(testUrl) {
	const { body } = await request(testUrl, { method: 'PATCH' });
	return body.includes('Did you mean');
}

module.exports = { ManualRun, runManually, stopListening };
