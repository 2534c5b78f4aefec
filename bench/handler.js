// @ts-check
'use strict';

/**
 * The whole webhook() of the built nodes for an accepted delivery, and for a forged one as large as is looked at, beside
 * what n8n itself spends on a request.
 *
 *   npm run bench -- --only=handler [--rounds=3000]
 *
 * Each delivery is timed by itself, after as many others that are not: the median does not see what a busy machine adds.
 */

const { Trigger } = require('./context');
const { performance } = require('node:perf_hooks');
const { browserUse } = require('../dist/nodes/BrowserUseTrigger/browserUse');
const { option } = require('./options');
const { formats } = require('./sized');
const { duration, size: bytes, table } = require('./table');
const { spreadOf } = require('./turns');

const SIZES = [300, 1e3, 1e4];
/** Of Browser Use's canonical JSON; the record has it. */
const LIMIT = Math.min(...browserUse.schemes.map((scheme) => (scheme.kind === 'hmac' ? scheme.largestBody : undefined) ?? Infinity));
/**
 * In milliseconds: a request to a trigger that does nothing, on the faster of n8n's expression engines (`npm run bench:n8n`,
 * "does nothing, accepted" on legacy; see results.md).
 */
const N8N = 15.4;
/** In percent of that, up to 10 kB. */
const GOAL = 2;

async function main() {
	const rounds = Number(option('rounds', '3000'));
	const rows = [['webhook()', 'body', 'ours (half of the deliveries)', '% of n8n', `goal ≤ ${GOAL} %`]];
	let deliveries = 0;
	for (const { label, NodeClass, credential, make } of formats) {
		const trigger = new Trigger(NodeClass, credential);
		/** @param {string} name @param {import('./sized').Sized} delivery @param {string} wanted @param {boolean} hasGoal */
		const measure = async (name, { headers, body }, wanted, hasGoal) => {
			const ours = async () => {
				if ((await trigger.receive(headers, body, `node-${deliveries++}`)) !== wanted) throw new Error(`${name} was not ${wanted}`);
			};
			const times = hasGoal ? rounds : rounds / 50;
			const measured = [];
			for (let k = 0; k < 2 * times; k++) {
				const begin = performance.now();
				await ours();
				if (k >= times) measured.push(performance.now() - begin);
			}
			const { median, low, high } = spreadOf(measured);
			const share = (100 * median) / N8N;
			rows.push([name, bytes(body.length), `${duration(median)} (${duration(low)}–${duration(high)})`, share.toFixed(2), !hasGoal ? 'none' : share <= GOAL ? 'met' : 'missed']);
		};
		for (const size of SIZES) await measure(`${label}, accepted`, make(size), 'accepted', true);
		if (!label.startsWith('Browser Use, canonical')) continue;
		const { headers, body, signed } = make(LIMIT - 1000);
		await measure(`${label}, forged`, { headers: { ...headers, 'x-browser-use-signature': '0'.repeat(64) }, body, signed }, 'refused', false);
	}
	console.log(`n8n itself: ${N8N} ms a request\n\n${table(rows)}`);
}

void main();
