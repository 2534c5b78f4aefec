// @ts-check
'use strict';

/**
 * What is left in memory after a million accepted and a million forged deliveries, each in a process of its own.
 * Claims are the only thing that grows, up to their limit of 50,000: from there on it must be flat.
 *
 *   npm run bench -- --only=memory [--deliveries=1000000]
 */

const { spawnSync } = require('node:child_process');
const { option } = require('./options');
const { table } = require('./table');

/** @typedef {{ deliveries: number; claims: number; retained: number; peak: number; resident: number }} Sample bytes of heap after and before collecting, and of the process */

const KINDS = ['accepted', 'forged'];
/** Claims hold this many; what comes later must not add to it. */
const LIMIT = 50_000;
/** Of heap, for 950,000 deliveries. */
const FLAT_BYTES = 2e6;

/** @param {number} bytes */
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** Runs in a child with --expose-gc. @param {string} kind @param {number} count */
async function receive(kind, count) {
	const { Trigger } = require('./context');
	const { formats } = require('./sized');
	const { hmac } = require('../scripts/deliveries/signer');
	const { thisProcess } = require('../dist/nodes/host/process');
	const { NodeClass, credential, make } = /** @type {import('./sized').Format} */ (formats.find(({ label }) => label === 'Skyvern'));
	const trigger = new Trigger(NodeClass, credential);
	const template = JSON.parse(make(300).body.toString());
	const wanted = kind === 'accepted' ? 'accepted' : 'refused';
	const samplesAt = new Set([0, 0.05, 0.1, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * count)));
	let peak = 0;
	let resident = 0;
	/** @type {Sample[]} */
	const samples = [];
	for (let k = 0; k <= count; k++) {
		if (samplesAt.has(k)) {
			global.gc?.();
			samples.push({ deliveries: k, claims: thisProcess.claims.size, retained: process.memoryUsage().heapUsed, peak, resident });
			peak = 0;
			resident = 0;
		}
		const body = Buffer.from(JSON.stringify({ ...template, run_id: `tsk_${k}` }));
		const signature = kind === 'accepted' ? hmac(credential.apiKey, body) : k.toString(16).padStart(64, '0');
		const became = await trigger.receive({ 'content-type': 'application/json', 'x-skyvern-signature': signature }, body);
		if (became !== wanted) throw new Error(`delivery ${k} was ${became}`);
		if (k % 1000 === 0) {
			const { heapUsed, rss } = process.memoryUsage();
			peak = Math.max(peak, heapUsed);
			resident = Math.max(resident, rss);
		}
	}
	console.log(JSON.stringify(samples));
}

function main() {
	const count = Number(option('deliveries', '1000000'));
	const rows = [['deliveries', 'number', 'claims', 'heap kept, MB', 'heap at most, MB', 'process at most, MB']];
	const verdicts = [];
	for (const kind of KINDS) {
		const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', __filename, `--receive=${kind}`, `--deliveries=${count}`], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		if (status !== 0) throw new Error(`${kind}: ended with status ${status}`);
		/** @type {Sample[]} */
		const samples = JSON.parse(stdout);
		for (const { deliveries, claims, retained, peak, resident } of samples) {
			rows.push([kind, String(deliveries), String(claims), megabytes(retained), megabytes(peak), megabytes(resident)]);
		}
		const full = samples.find(({ deliveries }) => deliveries >= LIMIT) ?? samples[samples.length - 1];
		const end = samples[samples.length - 1];
		const grown = end.retained - full.retained;
		verdicts.push(
			`${kind}: ${megabytes(grown)} MB more after ${end.deliveries} than after ${full.deliveries} deliveries; goal flat: ${grown < FLAT_BYTES ? 'met' : 'missed'}` +
				(end.claims > 0 ? `; ${Math.round((full.retained - samples[0].retained) / full.claims)} bytes for a claim` : ''),
		);
	}
	console.log(`${table(rows)}\n${verdicts.join('\n')}`);
}

const kind = option('receive', '');
if (kind === '') main();
else void receive(kind, Number(option('deliveries', '1000000')));
