// @ts-check
'use strict';

/**
 * Measures contestants in turns, so that a machine that is busy for a while is busy for all of them.
 *
 * @typedef {() => unknown} Contestant what is measured; a promise is waited for
 * @typedef {{ median: number; low: number; high: number }} Spread low and high: the quartiles
 */

const { performance } = require('node:perf_hooks');

/** Long enough for the clock, short enough to come round often. */
const TURN_MS = 10;

/** @param {Contestant} work @param {number} times @returns {Promise<number>} milliseconds for one time */
async function timeOf(work, times) {
	const begin = performance.now();
	for (let k = 0; k < times; k++) {
		const result = work();
		if (result instanceof Promise) await result;
	}
	return (performance.now() - begin) / times;
}

/** @param {readonly number[]} list @returns {Spread} */
function spreadOf(list) {
	const sorted = [...list].sort((a, b) => a - b);
	const last = sorted.length - 1;
	// Of few rounds, all of them.
	return { median: sorted[Math.round(last / 2)], low: sorted[Math.floor(last / 4)], high: sorted[Math.ceil((3 * last) / 4)] };
}

/**
 * @template {string} Name
 * @param {Record<Name, Contestant>} contestants
 * @param {number} rounds
 * @returns {Promise<{ milliseconds: Record<Name, Spread>; ratio: (of: Name, to: Name) => Spread }>}
 *   a ratio is taken within each round, where both sides met the same machine
 */
async function inTurns(contestants, rounds) {
	const names = /** @type {Name[]} */ (Object.keys(contestants));
	const times = /** @type {Record<Name, number>} */ ({});
	const measured = /** @type {Record<Name, number[]>} */ ({});
	for (const name of names) {
		let once = await timeOf(contestants[name], 1);
		// Once more after the compiler has seen it.
		for (let tries = 0; tries < 3 && once < TURN_MS; tries++) once = await timeOf(contestants[name], Math.ceil(TURN_MS / (once + 0.001)));
		times[name] = Math.max(1, Math.round(TURN_MS / once));
		measured[name] = [];
	}
	for (let round = 0; round < rounds; round++) {
		for (const name of names) measured[name].push(await timeOf(contestants[name], times[name]));
	}
	const milliseconds = /** @type {Record<Name, Spread>} */ (Object.fromEntries(names.map((name) => [name, spreadOf(measured[name])])));
	return { milliseconds, ratio: (of, to) => spreadOf(measured[of].map((value, round) => value / measured[to][round])) };
}

module.exports = { inTurns, spreadOf };
