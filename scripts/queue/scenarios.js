// @ts-check
const { setTimeout: delay } = require('node:timers/promises');
const { isDeepStrictEqual } = require('node:util');

const { isRunning } = require('../n8n/processes');
const { addWorkflow } = require('./cluster');
const { drained, figures, stored, tableSize } = require('./count');
const { createProvider } = require('./provider');

/**
 * @typedef {import('./cluster').Cluster} Cluster
 * @typedef {{ name: string, holds: boolean }} Check a promise of the package
 * @typedef {{ checks: Check[], figures?: Record<string, string | number> }} Outcome the promises, and what was measured besides
 */

const DAYS = 86_400_000;
const JSON_TYPE = { 'content-type': 'application/json' };
/** How long the node behind the trigger takes while something is killed, so that executions are under way. */
const SLOW_MS = 250;
/** n8n's processes end themselves when Redis is away for longer than ten seconds. */
const REDIS_AWAY_MS = 4000;
const IDLE_DELIVERIES = 20;

/** Each kind of delivery once, through a processor of the two. @param {Cluster} cluster @returns {Promise<Outcome>} */
async function eachKind(cluster) {
	const workflow = await addWorkflow(cluster, { statuses: ['completed'] });
	const provider = createProvider(workflow, 'kind');
	/** @type {Check[]} */
	const checks = [];
	const expect = async (/** @type {string} */ name, /** @type {string} */ answer, /** @type {any} */ event, /** @type {any} */ options = {}) => {
		const got = await provider.send(event, options);
		checks.push({ name: `${name}: ${answer}${got === answer ? '' : `, but was ${got}`}`, holds: got === answer });
	};
	for (const processor of [0, 1]) {
		const [event, other] = [provider.event(), provider.event()];
		const at = `processor ${processor + 1}`;
		await expect(`accepted, ${at}`, '200 accepted', event, { processor });
		await expect(`the same again, ${at}`, '200 duplicate', event, { processor });
		await expect(`filtered out, ${at}`, '200 ignored', other, { processor, changes: { status: 'failed' } });
		await expect(`forged, ${at}`, '401 refused', other, { processor, changes: { secret: 'not-the-key' } });
		await expect(`unsigned, ${at}`, '401 refused', other, { processor, headers: JSON_TYPE });
		await expect(`not a signature, ${at}`, '401 refused', other, { processor, headers: { ...JSON_TYPE, 'x-skyvern-signature': 'sha256=0' } });
		await expect(`not JSON by type, ${at}`, '415 refused', other, { processor, headers: { 'content-type': 'text/plain' } });
		await expect(`stale, ${at}`, '401 refused', other, { processor, changes: { now: Date.now() - 3 * DAYS } });
		await expect(`no JSON object, ${at}`, '400 refused', other, { processor, changes: { body: Buffer.from('[]') } });
		await expect(`a test delivery, ${at}`, '200 ignored', other, { processor, changes: { event: 'test', runId: 'tsk_sample_1' } });
	}
	const neighbour = await addWorkflow(cluster);
	const answer = await createProvider(neighbour, 'kind').send(provider.events[0], { processor: 0 });
	checks.push({ name: `another workflow's node takes the same event: ${answer}`, holds: answer === '200 accepted' });
	await drained(cluster, neighbour.workflowId);
	await cluster.main.client.call('DELETE', `/credentials/${workflow.credentialId}`);
	for (const processor of [0, 1]) await expect(`credential deleted, processor ${processor + 1}`, '503 unavailable', provider.event(), { processor });
	await drained(cluster, workflow.workflowId);
	const { executions, byStatus } = await stored(cluster, workflow.workflowId);
	checks.push({ name: `executions of these deliveries: ${executions}, accepted: 2`, holds: executions === 2 && byStatus.success === 2 });
	const ran = provider.events.map(({ runId }) => cluster.witness.seen.get(runId)?.length ?? 0).join(' ');
	// The first one ran behind the neighbour too.
	checks.push({ name: 'only the accepted ones ran, once in each workflow', holds: ran === '2 0 1 0 0 0' });
	checks.push(await isWholeItem(cluster, workflow, provider.events[0].runId));
	return { checks };
}

/** What left the trigger in a worker, against what was sent to a processor. @param {Cluster} cluster @param {Awaited<ReturnType<typeof addWorkflow>>} workflow @param {string} runId @returns {Promise<Check>} */
async function isWholeItem({ main: { client } }, { workflowId, triggerName }, runId) {
	const stored = await client.executions({ workflowId });
	const outputs = await Promise.all(stored.map(({ id }) => client.outputOf(id, triggerName)));
	const [item] = outputs.find(([one]) => one.runId === runId) ?? [];
	const { occurredAt, receivedAt, delivery, payload, files, ...rest } = item;
	const facts = [
		isDeepStrictEqual(rest, {
			provider: 'skyvern', event: 'task_run', status: 'completed', outcome: 'succeeded', runId, sessionId: payload.browser_session_id,
			workflowId: null, metadata: {}, output: payload.output, error: null,
		}),
		files.length === 4 && files.every((/** @type {any} */ file) => file.url.startsWith('https://')),
		/^[0-9a-f]{32}$/.test(delivery.id) && delivery.scheme === 'hmac-sha256 raw-body' && delivery.verified === 'signature' && delivery.source === 'webhook',
		new Date(occurredAt).toISOString() === occurredAt && new Date(receivedAt).toISOString() === receivedAt,
		payload.run_id === runId && payload.finished_at.startsWith(occurredAt.slice(0, -1)),
	];
	return { name: `its item is whole: ${facts.filter(Boolean).length} of ${facts.length} groups of fields`, holds: facts.every(Boolean) };
}

/**
 * One event at one processor; once it has run, at the other, which has never heard of it; and at the first one again, which has
 * forgotten it in a restart.
 * @param {Cluster} cluster @returns {Promise<Outcome>}
 */
async function otherProcess(cluster) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, 'other');
	const event = provider.event();
	for (const processor of [0, 1, 0]) {
		if (event.answers.length === 2) {
			await cluster.processors[0].kill();
			await cluster.processors[0].restart();
		}
		await provider.send(event, { processor });
		await drained(cluster, workflow.workflowId);
	}
	const { executions, endedAtTable } = await stored(cluster, workflow.workflowId);
	const runs = cluster.witness.seen.get(event.runId)?.length ?? 0;
	return {
		checks: [
			{ name: `all three copies accepted: ${event.answers.join(', ')}`, holds: event.answers.every((answer) => answer === '200 accepted') },
			{ name: `of ${executions} executions, ${endedAtTable} ended at n8n's table`, holds: executions === 3 && endedAtTable === 2 },
			{ name: `the node behind the trigger ran ${runs} times in all`, holds: runs === 1 },
		],
	};
}

/** Each event sent to both processors at the same moment. @param {Cluster} cluster @param {number} count @returns {Promise<Outcome>} */
async function twins(cluster, count) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, 'twin');
	const events = Array.from({ length: count }, provider.event);
	const started = Date.now();
	await provider.forEach(events, async (event) => await Promise.all([0, 1].map((processor) => provider.send(event, { processor }))));
	await drained(cluster, workflow.workflowId);
	const seconds = Math.round((Date.now() - started) / 1000);
	const found = await figures(cluster, workflow.workflowId, events);
	const both = events.filter(({ answers }) => answers.every((answer) => answer === '200 accepted')).length;
	return {
		checks: [...promises(found), runsOnce(found)],
		figures: { ...measured(found), ...(await tableSize(cluster, workflow.workflowId)), 'both copies accepted': both, seconds, 'deliveries a second': ((2 * count) / seconds).toFixed(1) },
	};
}

/**
 * Each event sent again, to the other processor, once all have run: a retry after a lost answer. Half of them after the rows are gone in
 * which they were claimed, as a minute later.
 * @param {Cluster} cluster @param {number} count @returns {Promise<Outcome>}
 */
async function retries(cluster, count) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, 'retry');
	const events = Array.from({ length: count }, provider.event);
	const send = async (/** @type {typeof events} */ some, /** @type {number} */ processor) => {
		await provider.forEach(some, async (event) => await provider.send(event, { processor }));
		await drained(cluster, workflow.workflowId);
	};
	await send(events, 0);
	await send(events.slice(0, count / 2), 1);
	await cluster.database.rows(`DELETE FROM processed_data WHERE "workflowId" = $1 AND context LIKE '%/claim-%'`, [workflow.workflowId]);
	await send(events.slice(count / 2), 1);
	const found = await figures(cluster, workflow.workflowId, events);
	return { checks: [...promises(found), runsOnce(found)], figures: measured(found) };
}

/** One delivery at a time, while there is nothing else to do. @param {Cluster} cluster @returns {Promise<Outcome>} */
async function idle(cluster) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, 'idle');
	const events = Array.from({ length: IDLE_DELIVERIES }, provider.event);
	for (const event of events) {
		await provider.send(event);
		await drained(cluster, workflow.workflowId);
	}
	const found = await figures(cluster, workflow.workflowId, events);
	return { checks: promises(found), figures: measured(found) };
}

/**
 * A stream of deliveries, tried again until acknowledged, in the middle of which something breaks.
 * @param {Cluster} cluster @param {string} name @param {() => Promise<void>} breakIt
 * @returns {Promise<Outcome>}
 */
async function broken(cluster, name, breakIt) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, name);
	cluster.witness.slowMs = SLOW_MS;
	const streaming = provider.stream(8000);
	await delay(3000);
	await breakIt();
	await streaming;
	const ended = [...cluster.processors, ...cluster.workers, cluster.main].filter(({ pid }) => !isRunning(pid));
	await Promise.all(ended.map((n8n) => n8n.restart()));
	await provider.retry();
	await drained(cluster, workflow.workflowId);
	cluster.witness.slowMs = 0;
	const found = await figures(cluster, workflow.workflowId, provider.events);
	const unexplained = found.twice.filter((event) => event.answers.length === 1 && !found.rerun.includes(event));
	return {
		checks: [
			isStored(found),
			{ name: 'every event acknowledged in the end', holds: found.acknowledged === found.events },
			{ name: 'run twice only where sent again or run again by n8n', holds: unexplained.length === 0 },
		],
		figures: { ...measured(found), 'processes started again': ended.length },
	};
}

/**
 * What n8n leaves of an execution whose worker died names no event, so those are counted.
 * @param {Awaited<ReturnType<typeof figures>>} found @returns {Check}
 */
function isStored({ unstored, cutOff }) {
	return { name: `every acknowledged event has an execution${unstored.length === 0 ? '' : `, ${unstored.length} of them a failed one`}`, holds: unstored.length <= cutOff };
}

/** Where nothing breaks. @param {Awaited<ReturnType<typeof figures>>} found @returns {Check[]} */
function promises(found) {
	return [
		isStored(found),
		{ name: 'every event acknowledged', holds: found.acknowledged === found.events },
		{ name: 'every acknowledged event reached the next node', holds: found.never.length === 0 },
	];
}

/** @param {Awaited<ReturnType<typeof figures>>} found @returns {Check} */
function runsOnce({ twice, events }) {
	return { name: `none ran twice: ${twice.length} of ${events}`, holds: twice.length === 0 };
}

/** @param {Awaited<ReturnType<typeof figures>>} found */
function measured(found) {
	return {
		events: found.events,
		acknowledged: found.acknowledged,
		'sent more than once': found.sentAgain,
		executions: found.executions,
		statuses: found.statuses,
		'ended at the table': found.endedAtTable,
		'first step, ms: median, 99 %, longest': [0.5, 0.99, 1].map((part) => found.firstSteps[Math.ceil(found.firstSteps.length * part) - 1]).join(', '),
		'cut off, content gone': found.cutOff,
		'ran 0 times': found.events - found.once - found.twice.length,
		'ran once': found.once,
		'ran twice': found.twice.length,
		'… the same execution again': found.rerun.length,
	};
}

module.exports = { broken, eachKind, idle, otherProcess, REDIS_AWAY_MS, retries, twins };
