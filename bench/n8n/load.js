// @ts-check
'use strict';

/**
 * The load generator, a process of its own: sends signed deliveries over kept connections, each as soon as the one
 * before it is answered, then waits until n8n has run what it accepted. Runs in n8n's own Node, which can read n8n's database.
 *
 * @typedef {'accepted' | 'forged' | 'filtered' | 'duplicate'} Kind
 * @typedef {{ turn: number; url: string; workflowId: string; kind: Kind; seconds: number; connections: number; secret: string }} Order
 * @typedef {object} Result
 * @property {number} answered
 * @property {number} perSecond answered deliveries, the time counted until the last execution has ended
 * @property {number[]} latencies milliseconds until the answer, sorted
 * @property {number} rows new executions in the database
 * @property {Record<string, number>} statuses how often each HTTP status was answered
 */

const http = require('node:http');
const { performance } = require('node:perf_hooks');
const { setTimeout: delay } = require('node:timers/promises');
const { sign } = require('../../scripts/deliveries/skyvern');

/** @type {any} of Node 24; the types are of Node 20 */
const { DatabaseSync } = require(/** @type {any} */ ('node:sqlite'));

const [databaseFile] = process.argv.slice(2);
const database = new DatabaseSync(databaseFile, { readOnly: true });
database.exec('PRAGMA busy_timeout = 5000');
const unfinished = database.prepare("SELECT count(*) AS n FROM execution_entity WHERE workflowId = ? AND status IN ('new', 'running')");
const all = database.prepare('SELECT count(*) AS n FROM execution_entity WHERE workflowId = ?');
const POLL_MS = 25;
/** n8n would not end by itself what takes longer than this. */
const DRAIN_MS = 120_000;

const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });

/** @param {string} url @param {{ headers: Record<string, string>; body: Buffer }} delivery @returns {Promise<number>} the HTTP status */
function post(url, { headers, body }) {
	return new Promise((resolve, reject) => {
		const request = http.request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': String(body.length) } }, (response) => {
			response.resume().once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
		});
		request.setTimeout(60_000, () => request.destroy(new Error('no answer within a minute')));
		request.once('error', reject).end(body);
	});
}

/** @param {Order} order @param {string} runId */
function delivery({ kind, secret }, runId) {
	const status = kind === 'filtered' ? 'failed' : 'completed';
	return sign({ generation: 'code', event: 'task_run', status, secret: kind === 'forged' ? `not ${secret}` : secret, now: Date.now(), runId });
}

/** @param {Order} order @returns {Promise<Result>} */
async function load(order) {
	const { turn, url, workflowId, kind, seconds, connections } = order;
	const same = delivery(order, `tsk_duplicate_${turn}`);
	if (kind === 'duplicate') await post(url, same);
	await drained(workflowId);
	const rowsBefore = all.get(workflowId).n;
	/** @type {number[]} */
	const latencies = [];
	/** @type {Record<string, number>} */
	const statuses = {};
	const begin = performance.now();
	const end = begin + seconds * 1000;
	let count = 0;
	await Promise.all(
		Array.from({ length: connections }, async () => {
			while (performance.now() < end) {
				const sent = kind === 'duplicate' ? same : delivery(order, `tsk_${turn}_${count++}`);
				const sentAt = performance.now();
				const status = await post(url, sent);
				latencies.push(performance.now() - sentAt);
				statuses[status] = (statuses[status] ?? 0) + 1;
			}
		}),
	);
	const rows = all.get(workflowId).n - rowsBefore;
	if (rows > 0) await drained(workflowId);
	const elapsed = (performance.now() - begin) / 1000;
	return { answered: latencies.length, perSecond: latencies.length / elapsed, latencies: latencies.sort((a, b) => a - b), rows, statuses };
}

/** @param {string} workflowId */
async function drained(workflowId) {
	const deadline = Date.now() + DRAIN_MS;
	while (unfinished.get(workflowId).n > 0) {
		if (Date.now() > deadline) throw new Error(`executions of ${workflowId} did not end`);
		await delay(POLL_MS);
	}
}

process.on('message', (order) => {
	load(/** @type {Order} */ (order)).then(
		(result) => process.send?.({ result }),
		(error) => process.send?.({ error: String(error) }),
	);
});
process.on('disconnect', () => process.exit());
