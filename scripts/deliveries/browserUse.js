// @ts-check
const { hmac } = require('./signer');

/** The wire formats: flat; wrapped; wrapped with camelCase and without a timestamp header. */
const generations = ['A', 'B', 'C'];
const events = ['agent.task.status_update', 'session.status.update', 'test'];
const statuses = ['initializing', 'started', 'running', 'paused', 'idle', 'stopped', 'finished'];

/** What is sent where nothing else is asked for. */
const usual = (status = 'finished') => ({ generation: 'B', event: 'agent.task.status_update', status });

const SESSION = 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4';
const TASK = '5b73fb3f-a3cb-4912-be40-17ce9e9e1a45';

/**
 * A delivery as Browser Use Cloud sends it. https://docs.browser-use.com/cloud/webhooks
 * @param {import('./signer').Order} order
 * @returns {import('./signer').Delivery}
 */
function sign(order) {
	const body = order.body ?? Buffer.from(JSON.stringify(sample(order)));
	const headers = { 'content-type': 'application/json' };
	if (order.generation === 'C') return { headers: { ...headers, 'x-webhook-signature': hmac(order.secret, body) }, body };
	const timestamp = order.timestamp ?? String(Math.floor(order.now / 1000));
	const signature = hmac(order.secret, `${timestamp}.`, sortedAscii(JSON.parse(body.toString())));
	return { headers: { ...headers, 'x-browser-use-timestamp': timestamp, 'x-browser-use-signature': signature }, body };
}

/** @param {import('./signer').Order} order */
function sample({ generation, event, status, now, runId = TASK }) {
	const isTest = event === 'test';
	const timestamp = new Date(now).toISOString();
	if (generation === 'A') return isTest ? { test: 'ok' } : { session_id: SESSION, task_id: runId, status };
	if (isTest) return { type: 'test', timestamp, payload: { test: 'ok' } };
	if (generation === 'C') return { type: event, timestamp, payload: { taskId: runId, sessionId: SESSION, status } };
	if (event === 'session.status.update') return { type: event, timestamp, payload: { session_id: SESSION, status } };
	const metadata = { campaign: 'q4-automation', city: 'Zürich' };
	return { type: event, timestamp, payload: { session_id: SESSION, task_id: runId, status, metadata } };
}

/**
 * What json.dumps(…, sort_keys=True, separators=(",", ":")) prints, for the documents that samples consist
 * of: texts, booleans, small integers. Written apart from the node's own code, so that one checks the other.
 * @param {unknown} value
 */
function sortedAscii(value) {
	const sorted = JSON.stringify(value, (_key, inner) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
	return sorted.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

module.exports = { generations, events, statuses, usual, sign };
