// @ts-check
const { setTimeout: delay } = require('node:timers/promises');
const { isDeepStrictEqual } = require('node:util');

const { isRunning } = require('../n8n/processes');
const { addWorkflow } = require('./cluster');
const { drained, figures, stored } = require('./count');
const { isStored, measured, promises } = require('./promises');
const { createProvider } = require('./provider');

/**
 * @typedef {import('./cluster').Cluster} Cluster
 * @typedef {import('./promises').Check} Check
 * @typedef {import('./promises').Outcome} Outcome
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

module.exports = { broken, eachKind, idle, REDIS_AWAY_MS };
