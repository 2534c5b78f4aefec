// @ts-check

/**
 * @typedef {{ name: string, holds: boolean }} Check a promise of the package
 * @typedef {{ checks: Check[], figures?: Record<string, string | number> }} Outcome the promises, and what was measured besides
 * @typedef {Awaited<ReturnType<typeof import('./count').figures>>} Figures
 */

/**
 * What n8n leaves of an execution whose worker died names no event, so those are counted.
 * @param {Figures} found @returns {Check}
 */
function isStored({ unstored, cutOff }) {
	return { name: `every acknowledged event has an execution${unstored.length === 0 ? '' : `, ${unstored.length} of them a failed one`}`, holds: unstored.length <= cutOff };
}

/** Where nothing breaks. @param {Figures} found @returns {Check[]} */
function promises(found) {
	return [
		isStored(found),
		{ name: 'every event acknowledged', holds: found.acknowledged === found.events },
		{ name: 'every acknowledged event reached the next node', holds: found.never.length === 0 },
	];
}

/** @param {Figures} found @returns {Check} */
function runsOnce({ twice, events }) {
	return { name: `none ran twice: ${twice.length} of ${events}`, holds: twice.length === 0 };
}

/** @param {Figures} found */
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

module.exports = { isStored, measured, promises, runsOnce };
