// @ts-check
const { randomUUID } = require('node:crypto');
const { setTimeout: delay } = require('node:timers/promises');

const { startSkyvernApi } = require('../../test/standIns/skyvernApi');
const { TRIGGERS } = require('../demo/triggers');
const { request } = require('../n8n');
const { drained } = require('./count');

const STREAMS = 4;
const SLEEPING_DEADLINE_MS = 120_000;

/**
 * Runs that are started on one worker, which is killed while they sleep, reported to the webhook processors in turn, and resumed on
 * the other worker.
 * @param {import('./cluster').Cluster} cluster @param {number} count
 * @returns {Promise<import('./promises').Outcome>}
 */
async function asleep(cluster, count) {
	const { workers, processors, database, witness } = cluster;
	const { secret } = TRIGGERS.skyvern;
	const api = await startSkyvernApi({ apiKey: secret });
	try {
		const { workflowId, path } = await addRunner(cluster, { apiKey: secret, previousApiKey: '', baseUrl: api.baseUrl });
		await workers[1].kill();
		const started = await forEach(Array.from({ length: count }, (_, turn) => turn), async (turn) => {
			const { status } = await request(`${processors[turn % 2].baseUrl}/webhook/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
			return status;
		});
		const waiting = async () => {
			const [{ found }] = await database.rows(`SELECT count(*)::int AS found FROM execution_entity WHERE "workflowId" = $1 AND status = 'waiting'`, [workflowId]);
			return found;
		};
		for (const deadline = Date.now() + SLEEPING_DEADLINE_MS; (await waiting()) < count && Date.now() < deadline; ) await delay(250);
		const slept = await waiting();
		await workers[0].kill();
		await workers[1].restart();

		const runs = [...api.runs.values()];
		const report = async (/** @type {object} */ options, /** @type {string} */ status) =>
			await forEach(runs, async (run, turn) => {
				run.status = status;
				// The workers name the address of their own process; a load balancer would stand before the processors.
				const { pathname, search } = new URL(run.body.webhook_url);
				const webhook_url = `${processors[turn % 2].baseUrl}${pathname}${search}`;
				return (await api.deliver({ ...run, body: { ...run.body, webhook_url } }, options)).at(-1)?.status ?? 0;
			});
		const forged = await report({ secret: 'not-the-key' }, 'completed');
		const progress = await report({}, 'running');
		const still = await waiting();
		const ended = await report({}, 'completed');
		await drained(cluster, workflowId);
		await workers[0].restart();
		const states = await database.rows(`SELECT status, count(*)::int AS found FROM execution_entity WHERE "workflowId" = $1 GROUP BY status`, [workflowId]);
		const behind = runs.map(({ id }) => witness.seen.get(id)?.length ?? 0);
		const all = (/** @type {number[]} */ statuses, /** @type {number} */ wanted) => statuses.length === count && statuses.every((status) => status === wanted);
		return {
			checks: [
				{ name: `${started.length} runs started on one worker, ${slept} asleep when it was killed`, holds: all(started, 200) && slept === count && runs.length === count },
				{ name: `forged and progress deliveries at both processors: ${still} still asleep`, holds: all(forged, 401) && all(progress, 200) && still === count },
				{ name: `the end of each run acknowledged: ${ended.filter((status) => status === 200).length}`, holds: all(ended, 200) },
				{ name: `resumed on the other worker: ${behind.filter((times) => times === 1).length} once, ${behind.filter((times) => times === 0).length} lost, ${behind.filter((times) => times > 1).length} more than once`, holds: all(behind, 1) },
				{ name: `executions: ${states.map(({ status, found }) => `${found} ${status}`).join(', ')}`, holds: states.length === 1 && states[0].status === 'success' && states[0].found === count },
			],
		};
	} finally {
		await api.stop();
	}
}

/** A workflow that starts a run, waits for its delivery and tells the witness. @param {import('./cluster').Cluster} cluster @param {Record<string, unknown>} credential */
async function addRunner({ main: { client }, witness }, credential) {
	const path = randomUUID();
	const stored = await client.createCredential({ name: 'Asleep', type: 'skyvernWebhookApi', data: credential });
	const { id } = await client.createWorkflow({
		name: 'Asleep',
		nodes: [
			{ id: randomUUID(), name: 'Begin', type: 'n8n-nodes-base.webhook', typeVersion: 2, position: [0, 0], parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} }, webhookId: path },
			{ id: randomUUID(), name: 'Skyvern', type: 'n8n-nodes-browser-agents.skyvern', typeVersion: 1, position: [220, 0], parameters: { operation: 'runAndWait', kind: 'task', prompt: 'Find mugs' }, credentials: { skyvernWebhookApi: { id: stored.id, name: stored.name } } },
			{ id: randomUUID(), name: 'Behind', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, position: [440, 0], parameters: { url: `=${witness.url}/{{ $json.runId }}/{{ $execution.id }}`, options: {} } },
		],
		connections: { Begin: { main: [[{ node: 'Skyvern', type: 'main', index: 0 }]] }, Skyvern: { main: [[{ node: 'Behind', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	await client.activate(id);
	return { workflowId: /** @type {string} */ (id), path };
}

/** A few at once. @template T, R @param {T[]} list @param {(one: T, turn: number) => Promise<R>} task @returns {Promise<R[]>} */
async function forEach(list, task) {
	/** @type {R[]} */
	const done = [];
	const left = [...list.entries()];
	const stream = async () => {
		for (let next = left.shift(); next !== undefined; next = left.shift()) done[next[0]] = await task(next[1], next[0]);
	};
	await Promise.all(Array.from({ length: STREAMS }, stream));
	return done;
}

module.exports = { asleep };
