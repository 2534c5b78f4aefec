// @ts-check
const { setTimeout: delay } = require('node:timers/promises');

const { addWorkflow } = require('./cluster');
const { claimRows, drained, figures, stored, tableSize } = require('./count');
const { measured, promises, runsOnce } = require('./promises');
const { createProvider } = require('./provider');

/**
 * @typedef {import('./cluster').Cluster} Cluster
 * @typedef {import('./promises').Outcome} Outcome
 */

/** A claim is cleared a minute later by the worker that wrote it, five with each event. One event for two claims is more than enough for both workers. */
const CLAIMED_MS = 61_000;
const CLAIMS_FOR_EVENT = 2;

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
 * Each event sent again, to the other processor: half of them once all have run, as a retry after a lost answer; the other half after a minute, when the
 * rows in which they were claimed have been cleared, with the events that have come since. 16 shelves lose what is on them before that, as when two workers
 * write one at once.
 * @param {Cluster} cluster @param {number} count @returns {Promise<Outcome>}
 */
async function retries(cluster, count) {
	const workflow = await addWorkflow(cluster);
	const provider = createProvider(workflow, 'retry');
	const send = async (/** @type {typeof provider.events} */ some, /** @type {number} */ processor) => {
		await provider.forEach(some, async (event) => await provider.send(event, { processor }));
		await drained(cluster, workflow.workflowId);
	};
	const events = Array.from({ length: count }, provider.event);
	await send(events, 0);
	await send(events.slice(0, count / 2), 1);
	await cluster.database.rows(`DELETE FROM processed_data WHERE "workflowId" = $1 AND context LIKE '%/shelf-0%'`, [workflow.workflowId]);
	await delay(CLAIMED_MS);
	const since = Array.from({ length: Math.ceil(count / CLAIMS_FOR_EVENT) }, provider.event);
	await send(since, 0);
	const cleared = count + since.length - (await claimRows(cluster, workflow.workflowId));
	await send(events.slice(count / 2), 1);
	const found = await figures(cluster, workflow.workflowId, provider.events);
	// One of 16 was on a shelf that lost it.
	const areCleared = { name: `claims cleared after a minute: ${cleared} of ${count}, and kept where the shelf has lost the event`, holds: cleared < count && cleared > count * 0.8 };
	return { checks: [...promises(found), runsOnce(found), areCleared], figures: measured(found) };
}

module.exports = { otherProcess, retries, twins };
