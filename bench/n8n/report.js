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
	const rows = [['', 'deliveries/s (half of the rounds)', 'p50 ms', 'p95 ms', 'p99 ms', 'executions stored per 100']];
	for (const [{ contestant, kind }, results] of measured) {
		const latencies = results.flatMap((result) => result.latencies).sort((a, b) => a - b);
		const at = (/** @type {number} */ share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(0);
		const answered = latencies.length;
		const stored = results.reduce((sum, result) => sum + result.rows, 0);
		rows.push([`${contestant}, ${kind}`, withSpread(spreadOf(results.map(({ perSecond }) => perSecond)), 1), at(0.5), at(0.95), at(0.99), ((100 * stored) / answered).toFixed(0)]);
	}
	return table(rows);
}

/** A pair without a goal tells what the host itself takes. @type {ReadonlyArray<{ kind: Kind; of: Contestant; to: Contestant; goal?: number }>} */
const GOALS = [
	{ kind: 'forged', of: 'ours', to: 'by hand', goal: 5 },
	{ kind: 'filtered', of: 'ours', to: 'by hand', goal: 5 },
	{ kind: 'duplicate', of: 'ours', to: 'by hand', goal: 5 },
	{ kind: 'accepted', of: 'ours', to: 'by hand', goal: 2 },
	{ kind: 'accepted', of: 'ours', to: 'bare webhook', goal: 0.95 },
	{ kind: 'accepted', of: 'does nothing', to: 'bare webhook' },
	{ kind: 'accepted', of: 'does nothing, version 2', to: 'bare webhook' },
	{ kind: 'accepted', of: 'does nothing', to: 'by hand' },
	{ kind: 'accepted', of: 'reads a credential', to: 'by hand' },
	{ kind: 'accepted', of: 'reads a credential', to: 'bare webhook' },
	{ kind: 'accepted', of: 'ours', to: 'reads a credential' },
];

/** Ratios are taken within each round. @param {Measured} measured */
function goalsTable(measured) {
	const rows = [['deliveries per second', 'times (half of the rounds)', 'goal', '']];
	for (const { kind, of, to, goal } of GOALS) {
		const ours = rounds(measured, of, kind);
		const others = rounds(measured, to, kind);
		if (ours.length === 0 || others.length === 0) continue;
		const times = spreadOf(ours.map(({ perSecond }, round) => perSecond / others[round].perSecond));
		rows.push([`${kind}: ${of} / ${to}`, withSpread(times), ...(goal === undefined ? ['none', ''] : [`≥ ${goal}`, times.median >= goal ? 'met' : 'missed'])]);
	}
	const idle = ['forged', 'filtered', 'duplicate'].flatMap((kind) => rounds(measured, 'ours', /** @type {Kind} */ (kind)));
	const stored = idle.reduce((sum, { rows: count }) => sum + count, 0);
	if (idle.length > 0) rows.push(['executions stored for ours, not accepted', String(stored), '0', stored === 0 ? 'met' : 'missed']);
	return table(rows);
}

module.exports = { ratesTable, goalsTable };
