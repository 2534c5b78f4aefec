// @ts-check
'use strict';

/**
 * What a refusal costs with a body of 10 MB against one of 1 kB: about 1 means that nobody looked at the body. Only a
 * forged signature of the right shape has to be computed: its cost is printed against one HMAC of the same body.
 * Then what the most hostile bodies cost that are looked at: the forged delivery, and its diagnosis.
 *
 *   npm run bench -- --only=refusals [--rounds=15]
 */

const { createHmac } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { BrowserUseTrigger } = require('../dist/nodes/BrowserUseTrigger/BrowserUseTrigger.node');
const { Trigger } = require('./context');
const { hostile, largest, ordinary } = require('./documents');
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
	console.log(`\n${table(await hostileBodies())}`);
}

/** In bytes: the largest body that is printed before it is verified, and about the largest that is diagnosed. */
const PRINTED = 256_000;
const DIAGNOSED = 990_000;
/** In milliseconds. */
const JUDGED_IN = 100;
const DIAGNOSED_IN = 1000;

/** Every shape of documents.js; how it is refused does not depend on what is signed. */
async function hostileBodies() {
	const rows = [['forged', `${PRINTED / 1000} kB, median`, 'longest', `goal ≤ ${JUDGED_IN} ms`, 'with diagnosis, longest', `${DIAGNOSED / 1000} kB of a raw body`, `goal ≤ ${DIAGNOSED_IN} ms`]];
	const canonical = { 'content-type': 'application/json', 'x-browser-use-signature': '0'.repeat(64), 'x-browser-use-timestamp': String(Math.floor(Date.now() / 1000)) };
	const raw = { 'content-type': 'application/json', 'x-webhook-signature': '0'.repeat(64), 'x-browser-use-timestamp': canonical['x-browser-use-timestamp'] };
	let node = 0;
	for (const [shape, build] of Object.entries({ ...ordinary, ...hostile })) {
		/** @param {Headers} headers @param {number} size @param {boolean} diagnoseRefusals */
		const times = async (headers, size, diagnoseRefusals) => {
			const trigger = new Trigger(BrowserUseTrigger, { signingSecret: SECRET, previousSigningSecret: `${SECRET}x` });
			trigger.parameters.options = { diagnoseRefusals };
			const body = largest(build, size);
			const measured = [];
			for (let round = 0; round < 5; round++) {
				const begin = performance.now();
				if ((await trigger.receive(headers, body, `node-${node++}`)) !== 'refused') throw new Error(`${shape} was not refused`);
				measured.push(performance.now() - begin);
			}
			return measured.sort((a, b) => a - b);
		};
		const judged = await times(canonical, PRINTED, false);
		const diagnosed = Math.max(...(await times(canonical, PRINTED, true)));
		const ofRaw = Math.max(...(await times(raw, DIAGNOSED, true)));
		rows.push([
			shape,
			duration(judged[2]),
			duration(judged[4]),
			judged[4] <= JUDGED_IN ? 'met' : 'missed',
			duration(diagnosed),
			duration(ofRaw),
			Math.max(diagnosed, ofRaw) <= DIAGNOSED_IN ? 'met' : 'missed',
		]);
	}
	return rows;
}

void main();
