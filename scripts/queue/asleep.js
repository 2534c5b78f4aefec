// @ts-check
const { randomUUID } = require('node:crypto');
const { setTimeout: delay } = require('node:timers/promises');

const { addRunner } = require('../../test/e2e/runner');
const { WAITING_NODES } = require('../demo/runs');
const { TRIGGERS } = require('../demo/triggers');
const { drained } = require('./count');

const STREAMS = 4;
const SLEEPING_DEADLINE_MS = 120_000;

/**
 * Runs that are started on one worker, which is killed while they sleep, reported to the webhook processors in turn, and resumed on
 * the other worker.
 * @param {import('./cluster').Cluster} cluster @param {Partial<Record<keyof typeof TRIGGERS, number>>} counts how many, by node
 * @returns {Promise<import('./promises').Outcome>}
 */
async function asleep(cluster, counts) {
	const { workers } = cluster;
	/** @type {Array<Awaited<ReturnType<typeof addFlock>>>} */
	const flocks = [];
	const nodes = WAITING_NODES.filter(({ type }) => counts[type] !== undefined);
	const apis = await Promise.all(nodes.map(({ startApi }) => startApi()));
	try {
		for (const [index, node] of nodes.entries()) flocks.push(await addFlock(cluster, node, apis[index], counts[node.type] ?? 0));
		await workers[1].kill();
		for (const flock of flocks) await flock.start();
		await workers[0].kill();
		await workers[1].restart();
		for (const flock of flocks) await flock.report();
		await workers[0].restart();
		return { checks: (await Promise.all(flocks.map((flock) => flock.checks()))).flat() };
	} finally {
		await Promise.all(apis.map((api) => api.stop()));
	}
}

/**
 * A workflow that starts a run, waits for its delivery and tells the witness, for so many runs.
 * @param {import('./cluster').Cluster} cluster @param {import('../demo/runs').WaitingNode} node @param {any} api @param {number} count
 */
async function addFlock(cluster, { type, parameters, credential }, api, count) {
	const { main, processors, database, witness } = cluster;
	const { label } = TRIGGERS[type];
	const runner = await addRunner(main, {
		type,
		credential: { ...credential, baseUrl: api.baseUrl },
		parameters,
		rewire: ({ nodes, connections }) => {
			nodes.push({ id: randomUUID(), name: 'Behind', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, position: [880, -100], parameters: { url: `=${witness.url}/{{ $json.runId }}/{{ $execution.id }}`, options: {} } });
			connections.Ended = { main: [[{ node: 'Behind', type: 'main', index: 0 }]] };
		},
	});
	/** @returns {Promise<Array<{ status: string, found: number }>>} */
	const states = async () => await database.rows(`SELECT status, count(*)::int AS found FROM execution_entity WHERE "workflowId" = $1 GROUP BY status`, [runner.workflowId]);
	const waiting = async () => (await states()).find(({ status }) => status === 'waiting')?.found ?? 0;
	/** What the reports of all runs are answered. @param {'forge' | 'progress' | 'end'} report */
	const answers = async (report) =>
		(await forEach([...api.runs.values()], async (run, turn) => {
			// The workers name the address of their own process; a load balancer would stand before the processors.
			const { pathname, search } = new URL(api.urlOf(run));
			const url = `${processors[turn % 2].baseUrl}${pathname}${search}`;
			// What counts of the end is what the last attempt of the provider is answered.
			return report === 'end' ? (await api.end(run, 'completed', { url })).slice(-1) : await api[report](run, { url, attempts: 1 });
		})).flatMap((/** @type {Array<{ status: number }>} */ each) => each.map(({ status }) => status));
	const all = (/** @type {unknown[]} */ list, /** @type {unknown} */ wanted) => list.length >= count && list.every((each) => each === wanted);
	/** @type {import('./promises').Check[]} */
	const checks = [];
	const check = (/** @type {string} */ name, /** @type {boolean} */ holds) => void checks.push({ name: `${label}: ${name}`, holds });

	return {
		start: async () => {
			const turns = Array.from({ length: count }, (_, turn) => turn);
			const started = await forEach(turns, async (turn) => await runner.start(undefined, undefined, processors[turn % 2].baseUrl).then(() => true, () => false));
			for (const deadline = Date.now() + SLEEPING_DEADLINE_MS; (await waiting()) < count && Date.now() < deadline; ) await delay(250);
			const slept = await waiting();
			check(`${started.length} runs started on one worker, ${slept} asleep when it was killed`, all(started, true) && slept === count && api.runs.size === count);
		},
		report: async () => {
			const [forged, progress] = [await answers('forge'), await answers('progress')];
			const still = await waiting();
			check(`${forged.length} forged and ${progress.length} progress deliveries at both processors: ${still} still asleep`, all(forged, 401) && all(progress, 200) && still === count);
			const ended = await answers('end');
			check(`the end of each run acknowledged: ${ended.filter((status) => status === 200).length}`, all(ended, 200));
			await drained(cluster, runner.workflowId);
		},
		checks: async () => {
			const behind = [...api.runs.keys()].map((id) => witness.seen.get(id)?.length ?? 0);
			const times = (/** @type {(seen: number) => boolean} */ such) => behind.filter(such).length;
			check(`resumed on the other worker: ${times((seen) => seen === 1)} once, ${times((seen) => seen === 0)} lost, ${times((seen) => seen > 1)} more than once`, all(behind, 1));
			const found = await states();
			check(`executions: ${found.map((state) => `${state.found} ${state.status}`).join(', ')}`, found.length === 1 && found[0].status === 'success' && found[0].found === count);
			return checks;
		},
	};
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
