// @ts-check
const { setTimeout: delay } = require('node:timers/promises');

/** An execution may be stored a moment after its delivery was answered. */
const QUIET_MS = 1500;
/** Longer than n8n takes to notice that a worker is dead, on a slow machine. */
const STUCK_MS = 120_000;

/**
 * Waits until n8n has no execution left to run, as long as it runs some.
 * @param {import('./cluster').Cluster} cluster @param {string} workflowId
 */
async function drained({ database }, workflowId) {
	let deadline = Date.now() + STUCK_MS;
	let fewest = Infinity;
	for (let quiet = 0; quiet < QUIET_MS / 250 && Date.now() < deadline; quiet += 1) {
		const [{ left }] = await database.rows(
			`SELECT count(*)::int AS left FROM execution_entity WHERE "workflowId" = $1 AND status IN ('new', 'running', 'waiting', 'unknown')`,
			[workflowId],
		);
		if (left > 0) quiet = -1;
		if (left < fewest) deadline = Date.now() + STUCK_MS;
		fewest = Math.min(fewest, left);
		await delay(250);
	}
}

/**
 * What PostgreSQL holds of a workflow's executions. One that n8n's deduplication table ended handed nothing on, and nothing is
 * stored in it of its event. Nor is it in one whose worker died: n8n writes an error over all that it had stored.
 * @param {import('./cluster').Cluster} cluster @param {string} workflowId
 */
async function stored({ database }, workflowId) {
	const rows = await database.rows(
		`SELECT e.status, substring(d.data from 'tsk_\\w+') AS run, substring(d.data from '"executionTime":(\\d+)')::int AS first_step_ms FROM execution_entity e
		LEFT JOIN execution_data d ON d."executionId" = e.id WHERE e."workflowId" = $1 ORDER BY e.id`,
		[workflowId],
	);
	/** @type {Map<string, number>} */
	const byRun = new Map();
	/** @type {Record<string, number>} */
	const byStatus = {};
	/** @type {number[]} how long the trigger's step took, in milliseconds */
	const firstSteps = [];
	let endedAtTable = 0;
	let cutOff = 0;
	for (const { status, run, first_step_ms: ms } of rows) {
		if (ms !== null) firstSteps.push(ms);
		byStatus[status] = (byStatus[status] ?? 0) + 1;
		if (run !== null) byRun.set(run, (byRun.get(run) ?? 0) + 1);
		else if (status === 'success') endedAtTable += 1;
		else cutOff += 1;
	}
	return { executions: rows.length, byRun, byStatus, endedAtTable, cutOff, firstSteps: firstSteps.sort((a, b) => a - b) };
}

/** What n8n's deduplication table takes on disk, and how many rows of the workflow it has. @param {import('./cluster').Cluster} cluster @param {string} workflowId */
async function tableSize({ database }, workflowId) {
	const [{ bytes }] = await database.rows(`SELECT pg_total_relation_size('processed_data')::int AS bytes`);
	const [{ rows, largest }] = await database.rows(
		`SELECT count(*)::int AS rows, max(length(value))::int AS largest FROM processed_data WHERE "workflowId" = $1`,
		[workflowId],
	);
	return { "n8n's table, MB": (bytes / 1e6).toFixed(1), 'its rows for the node': rows, 'the largest, bytes': largest };
}

/** How many rows hold claims. @param {import('./cluster').Cluster} cluster @param {string} workflowId @returns {Promise<number>} */
async function claimRows({ database }, workflowId) {
	const [{ rows }] = await database.rows(`SELECT count(*)::int AS rows FROM processed_data WHERE "workflowId" = $1 AND context LIKE '%/claim-%'`, [workflowId]);
	return rows;
}

/**
 * @param {import('./cluster').Cluster} cluster @param {string} workflowId @param {import('./provider').Event[]} events
 */
async function figures(cluster, workflowId, events) {
	const { executions, byRun, byStatus, endedAtTable, cutOff, firstSteps } = await stored(cluster, workflowId);
	const runs = (/** @type {import('./provider').Event} */ { runId }) => cluster.witness.seen.get(runId) ?? [];
	const acknowledged = events.filter((event) => event.acknowledged);
	const twice = events.filter((event) => runs(event).length > 1);
	return {
		executions,
		endedAtTable,
		cutOff,
		firstSteps,
		statuses: Object.entries(byStatus).map(([status, count]) => `${count} ${status}`).join(', '),
		events: events.length,
		acknowledged: acknowledged.length,
		sentAgain: events.filter(({ answers }) => answers.length > 1).length,
		never: acknowledged.filter((event) => runs(event).length === 0),
		once: events.filter((event) => runs(event).length === 1).length,
		twice,
		/** n8n ran an execution that a crash cut off once more: the same execution twice, not the event in two. */
		rerun: twice.filter((event) => new Set(runs(event)).size === 1),
		unstored: acknowledged.filter(({ runId }) => (byRun.get(runId) ?? 0) === 0),
	};
}

module.exports = { claimRows, drained, figures, stored, tableSize };
