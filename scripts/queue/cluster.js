// @ts-check
const { randomBytes } = require('node:crypto');
const { createServer } = require('node:http');
const { setTimeout: delay } = require('node:timers/promises');

const { TRIGGERS, addTrigger } = require('../demo/triggers');
const { startN8n, unpackPackage } = require('../n8n');
const { createRunFolder } = require('../n8n/runFolder');
const { createDatabase, startRedis } = require('./servers');

/** Short, so that n8n fails the executions of a killed worker within a minute: its own are 60, 10 and 30 s. */
const STALLED = { QUEUE_WORKER_LOCK_DURATION: '6000', QUEUE_WORKER_LOCK_RENEW_TIME: '2000', QUEUE_WORKER_STALLED_INTERVAL: '3000' };
/** One webhook request is cheap with this engine: the queue is what is tested here. */
const ENGINE = { N8N_EXPRESSION_ENGINE: 'legacy' };

/** @typedef {Awaited<ReturnType<typeof startCluster>>} Cluster */

/**
 * n8n in queue mode: a main, two webhook processors, two workers, over PostgreSQL and Redis.
 * @param {string} tarball the package
 * @param {number} concurrency how many executions a worker runs at once
 * @param {(line: string) => void} log
 */
async function startCluster(tarball, concurrency, log) {
	/** @type {(() => Promise<unknown>)[]} */
	const undo = [];
	const stop = async () => {
		for (const step of undo.splice(0).reverse()) await step().catch((error) => log(`Cleaning up: ${error.message}`));
	};
	try {
		const database = await createDatabase();
		undo.push(database.drop);
		const redis = await startRedis();
		undo.push(redis.stop);
		const witness = await startWitness();
		undo.push(witness.stop);
		const env = { ...database.env, ...redis.env, ...STALLED, ...ENGINE, EXECUTIONS_MODE: 'queue', N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex') };
		const start = async (/** @type {'start' | 'webhook' | 'worker'} */ command) => {
			const folder = createRunFolder();
			unpackPackage(folder, tarball);
			const settings = command === 'worker' ? { ...env, N8N_CONCURRENCY_PRODUCTION_LIMIT: String(concurrency) } : env;
			const n8n = await startN8n({ command, folder, env: settings, log });
			undo.push(async () => {
				await n8n.kill();
				require('node:fs').rmSync(folder, { recursive: true, force: true });
			});
			return n8n;
		};
		const main = await start('start');
		const [processors, workers] = await Promise.all([both(() => start('webhook')), both(() => start('worker'))]);
		await main.client.setupOwner();
		return { database, redis, witness, main, processors, workers, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @template T @param {() => Promise<T>} start @returns {Promise<[T, T]>} */
async function both(start) {
	const started = await Promise.allSettled([start(), start()]);
	for (const one of started) if (one.status === 'rejected') throw one.reason;
	return /** @type {[T, T]} */ (started.map((one) => /** @type {PromiseFulfilledResult<T>} */ (one).value));
}

/**
 * What the node behind the trigger calls, so that a run counts that n8n forgot in a crash. It can be slow, to keep executions
 * under way.
 */
async function startWitness() {
	/** @type {Map<string, string[]>} the executions that ran the node, for each run id */
	const seen = new Map();
	const witness = { seen, slowMs: 0, url: '', stop: async () => void server.close() };
	const server = createServer(async (request, response) => {
		const [, runId = '', executionId = ''] = (request.url ?? '').split('/');
		seen.set(runId, [...(seen.get(runId) ?? []), executionId]);
		if (witness.slowMs > 0) await delay(witness.slowMs);
		response.setHeader('content-type', 'application/json').end('{}');
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const address = server.address();
	witness.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
	return witness;
}

/**
 * A workflow of a trigger and one node behind it, and its address at each processor.
 * @param {Cluster} cluster @param {object} [parameters] the trigger's
 */
async function addWorkflow({ main, processors, witness }, parameters = {}) {
	const workflow = {
		name: 'Queue mode',
		nodes: [
			{ id: 'a0b1c2d3-0000-4000-8000-000000000001', name: 'Skyvern Trigger', type: 'n8n-nodes-browser-agents.skyvernTrigger', typeVersion: 2, position: [0, 0], parameters: {} },
			{ id: 'a0b1c2d3-0000-4000-8000-000000000002', name: 'Behind', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, position: [220, 0], parameters: { url: `=${witness.url}/{{ $json.runId }}/{{ $execution.id }}`, options: {} } },
		],
		connections: { 'Skyvern Trigger': { main: [[{ node: 'Behind', type: 'main', index: 0 }]] } },
	};
	const trigger = await addTrigger(main.client, 'skyvern', { workflow, parameters });
	return { ...trigger, secret: TRIGGERS.skyvern.secret, urls: processors.map(({ baseUrl }) => `${baseUrl}/${trigger.path}`) };
}

module.exports = { addWorkflow, startCluster };
