// @ts-check
'use strict';

/**
 * What a refusal costs with a body of 10 MB against one of 1 kB: about 1 means that nobody looked at the body. Only a
 * forged signature of the right shape has to be computed: its cost is printed against one HMAC of the same body.
 *
 *   npm run bench -- --only=refusals [--rounds=15]
 */

const { createHmac } = require('node:crypto');
const { Trigger } = require('./context');
const { option } = require('./options');
const { formats, SECRET } = require('./sized');
const { duration, table, withSpread } = require('./table');
const { inTurns } = require('./turns');

const SMALL = 1e3;
const LARGE = 1e7;
/** Constant, within what a busy machine adds. */
const GOAL = 1.5;

/** @typedef {Record<string, unknown>} Headers */

/** @param {Headers} headers @returns {string | undefined} */
const signatureIn = (headers) => Object.keys(headers).find((name) => name.endsWith('signature'));

/** What is wrong with a delivery; undefined where a provider's deliveries have no such thing. @type {Record<string, (headers: Headers) => Headers | undefined>} */
const FAULTS = {
	'not JSON by content type': (headers) => ({ ...headers, 'content-type': 'text/plain' }),
	'no signature or header': ({ 'content-type': type }) => ({ 'content-type': type }),
	'malformed signature': (headers) => {
		const name = signatureIn(headers);
		return name === undefined ? undefined : { ...headers, [name]: String(headers[name]).toUpperCase() };
	},
	'stale timestamp header': (headers) => {
		const name = Object.keys(headers).find((header) => header === 'x-browser-use-timestamp');
		return name === undefined ? undefined : { ...headers, [name]: String(Number(headers[name]) - 3600) };
	},
	'wrong shared header': (headers) => (headers.authorization === undefined ? undefined : { ...headers, authorization: `${headers.authorization}x` }),
	'forged': (headers) => {
		const name = signatureIn(headers);
		return name === undefined ? undefined : { ...headers, [name]: '0'.repeat(64) };
	},
};

async function main() {
	const rounds = Number(option('rounds', '15'));
	const rows = [['refusal', '', '1 kB', '10 MB', '10 MB / 1 kB', 'goal: constant', '10 MB / one HMAC of 10 MB']];
	// Browser Use's three arrangements of signed bytes share one header, so one of them stands for all.
	const shown = formats.filter(({ label }) => !/TypeScript|raw body/.test(label));
	for (const { label, NodeClass, credential, make } of shown) {
		const trigger = new Trigger(NodeClass, credential);
		const [small, large] = [make(SMALL), make(LARGE)];
		for (const [fault, spoil] of Object.entries(FAULTS)) {
			const [smallHeaders, largeHeaders] = [spoil(small.headers), spoil(large.headers)];
			if (smallHeaders === undefined || largeHeaders === undefined) continue;
			const refuse = (/** @type {Headers} */ headers, /** @type {Buffer} */ body) => async () => {
				if ((await trigger.receive(headers, body)) !== 'refused') throw new Error(`${label}, ${fault}: was not refused`);
			};
			const isForged = fault === 'forged';
			const { milliseconds, ratio } = await inTurns(
				{
					small: refuse(smallHeaders, small.body),
					large: refuse(largeHeaders, large.body),
					hmac: isForged ? () => createHmac('sha256', SECRET).update(large.body).digest() : () => undefined,
				},
				isForged ? Math.min(rounds, 7) : rounds,
			);
			const growth = ratio('large', 'small');
			rows.push([
				label,
				fault,
				duration(milliseconds.small.median),
				duration(milliseconds.large.median),
				isForged ? growth.median.toFixed(0) : withSpread(growth),
				isForged ? 'none' : growth.median <= GOAL ? 'met' : 'missed',
				isForged ? withSpread(ratio('large', 'hmac')) : '',
			]);
		}
	}
	console.log(table(rows));
}

void main();
