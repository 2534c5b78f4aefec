// @ts-check
'use strict';

/** The first column to the left, all others to the right. @param {ReadonlyArray<readonly string[]>} rows the first is the header */
function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows.map((row) => row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ')).join('\n');
}

/** @param {number} milliseconds */
function duration(milliseconds) {
	if (milliseconds < 1) return `${(milliseconds * 1000).toPrecision(3)} µs`;
	return milliseconds < 1000 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds / 1000).toPrecision(3)} s`;
}

/** The median, and between which values half of the rounds lie. @param {import('./turns').Spread} spread */
function withSpread({ median, low, high }, digits = 2) {
	return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** @param {number} bytes */
function size(bytes) {
	return bytes < 1e4 ? `${(bytes / 1e3).toFixed(2)} kB` : `${Math.round(bytes / 1e3)} kB`;
}

module.exports = { table, duration, withSpread, size };
