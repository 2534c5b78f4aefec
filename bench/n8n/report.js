// @ts-check
'use strict';

const { table, withSpread } = require('../table');
const { spreadOf } = require('../turns');

/** @typedef {import('./session').Measured} Measured */
/** @typedef {import('./contestants').Contestant} Contestant */
/** @typedef {import('./load').Kind} Kind */

/** @param {Measured} measured @param {Contestant} contestant @param {Kind} kind */
function rounds(measured, contestant, kind) {
	for (const [cell, results] of measured) if (cell.contestant === contestant && cell.kind === kind) return results;
	return [];
}

/** @param {Measured} measured */
function ratesTable(measured) {
	const rows = [['', 'deliveries/s (half of the rounds)', 'p50 ms', 'p95 ms', 'p99 ms', 'executions stored per 100', 'isolates per delivery']];
	for (const [{ contestant, kind }, results] of measured) {
		const latencies = results.flatMap((result) => result.latencies).sort((a, b) => a - b);
		const at = (/** @type {number} */ share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(0);
		const answered = latencies.length;
		const stored = results.reduce((sum, result) => sum + result.rows, 0);
		const isolates = results.reduce((/** @type {number | undefined} */ sum, result) => (sum === undefined || result.isolates === undefined ? undefined : sum + result.isolates), 0);
		rows.push([`${contestant}, ${kind}`, withSpread(spreadOf(results.map(({ perSecond }) => perSecond)), 1), at(0.5), at(0.95), at(0.99), ((100 * stored) / answered).toFixed(0), isolates === undefined ? '–' : (isolates / answered).toFixed(2)]);
	}
	return table(rows);
}

/** How many times as much as the workflow built by hand. @typedef {{ refused: number; accepted: number }} Goals */

/** @typedef {{ kind: Kind; of: Contestant; to: Contestant; goal?: number }} Pair */

/** Those without a goal tell what the host itself takes. @param {Goals} goals @returns {Pair[]} */
const pairs = ({ refused, accepted }) => [
	{ kind: 'forged', of: 'ours', to: 'by hand', goal: refused },
	{ kind: 'filtered', of: 'ours', to: 'by hand', goal: refused },
	{ kind: 'duplicate', of: 'ours', to: 'by hand', goal: refused },
	{ kind: 'accepted', of: 'ours', to: 'by hand', goal: accepted },
	{ kind: 'accepted', of: 'ours', to: 'bare webhook' },
	{ kind: 'accepted', of: 'ours', to: 'does nothing' },
	{ kind: 'accepted', of: 'ours', to: 'reads a credential' },
	{ kind: 'accepted', of: 'does nothing', to: 'bare webhook' },
	{ kind: 'accepted', of: 'does nothing', to: 'by hand' },
	{ kind: 'accepted', of: 'reads a credential', to: 'by hand' },
];

/** Ratios are taken within each round. @param {Measured} measured @param {Goals} goals */
function goalsTable(measured, goals) {
	const rows = [['deliveries per second', 'times (half of the rounds)', 'goal', '']];
	for (const { kind, of, to, goal } of pairs(goals)) {
		const ours = rounds(measured, of, kind);
		const others = rounds(measured, to, kind);
		const times = spreadOf(ours.map(({ perSecond }, round) => perSecond / others[round].perSecond));
		rows.push([`${kind}: ${of} / ${to}`, withSpread(times), ...(goal === undefined ? ['none', ''] : [`≥ ${goal}`, times.median >= goal ? 'met' : 'missed'])]);
	}
	const idle = ['forged', 'filtered', 'duplicate'].flatMap((kind) => rounds(measured, 'ours', /** @type {Kind} */ (kind)));
	const stored = idle.reduce((sum, { rows: count }) => sum + count, 0);
	rows.push(['executions stored for ours, not accepted', String(stored), '0', stored === 0 ? 'met' : 'missed']);
	return table(rows);
}

module.exports = { ratesTable, goalsTable };
