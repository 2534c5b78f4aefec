// @ts-check
'use strict';

/**
 * The canonical form against JSON.parse, CPython's C json and the canonicalisers of npm, in one run, in turns.
 *
 *   npm run bench -- --only=canonical [--sizes=1e3,1e5,1e7] [--shapes=deep] [--rounds=3]
 *
 * Every number is a ratio of medians: how many times as long the other side takes, so more than 1 is in our
 * favour. JSON.parse gets the text already decoded; the others get the bytes, as we do, and CPython has its
 * document in memory and is warm. "fails" stands for an exception.
 */

const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');
const { ordinary, hostile } = require('./documents');
const { option } = require('./options');
const { canonicalJson } = require('../dist/nodes/delivery/verification/canonicalJson');

/** @typedef {(raw: Buffer, text: string) => unknown} Contender */

const packages = ['canonicalize', 'json-canonicalize', 'safe-stable-stringify', 'fast-json-stable-stringify'];

/** @returns {Promise<Record<string, Contender>>} */
async function loadContenders() {
	/** @type {Record<string, Contender>} */
	const contenders = { ours: (raw) => canonicalJson(raw), 'JSON.parse': (_, text) => JSON.parse(text) };
	for (const name of packages) {
		const loaded = await import(name);
		const print = loaded.canonicalize ?? loaded.default;
		contenders[name] = (raw) => print(JSON.parse(raw.toString()));
	}
	return contenders;
}

const TURN_MS = 8;
/** What they cost does not change beyond, and they take minutes for it. */
const LONGEST_FOR_PACKAGES = 2e6;

/** @param {() => unknown} work @param {number} times milliseconds for one time */
function time(work, times) {
	const begin = performance.now();
	for (let k = 0; k < times; k++) work();
	return (performance.now() - begin) / times;
}

/** @param {readonly number[]} list */
function median(list) {
	return [...list].sort((a, b) => a - b)[list.length >> 1];
}

/** A CPython process that stays warm. */
function startPython() {
	const child = spawn('python3', [join(__dirname, '../test/delivery/verification/canonicalOracle.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
	const failed = new Promise((resolve) => child.on('error', resolve).on('exit', resolve)).then(() => undefined);
	const answers = child.stdout[Symbol.asyncIterator]();
	let rest = Buffer.alloc(0);
	/** @param {number} length @returns {Promise<Buffer>} */
	const read = async (length) => {
		const chunks = [rest];
		let have = rest.length;
		while (have < length) {
			const { value, done } = await answers.next();
			if (done) throw new Error('python3 ended');
			chunks.push(value);
			have += value.length;
		}
		const all = Buffer.concat(chunks);
		rest = all.subarray(length);
		return all.subarray(0, length);
	};
	return {
		failed,
		stop: () => child.stdin.end(),
		/** Milliseconds for one time. @param {Buffer} raw @param {number} times */
		time: async (raw, times) => {
			const header = Buffer.alloc(8);
			header.writeUInt32BE(times, 0);
			header.writeUInt32BE(raw.length, 4);
			child.stdin.write(header);
			child.stdin.write(raw);
			const answer = await read(12);
			const length = answer.readUInt32BE(8);
			if (length >= 0xfffffffe) throw new Error('refused by python3');
			const elapsed = Number(answer.readBigUInt64BE(0)) / 1e6;
			await read(length);
			return elapsed;
		},
	};
}

/**
 * @param {Record<string, Contender>} contenders
 * @param {Buffer} raw
 * @param {ReturnType<typeof startPython> | undefined} python
 * @param {number} rounds
 */
async function compare(contenders, raw, python, rounds) {
	const text = raw.toString();
	/** @type {Map<string, (times: number) => number | Promise<number>>} */
	const turns = new Map();
	for (const [name, run] of Object.entries(contenders)) {
		if (raw.length > LONGEST_FOR_PACKAGES && packages.includes(name)) continue;
		turns.set(name, (times) => time(() => run(raw, text), times));
	}
	if (python) turns.set('CPython', (times) => python.time(raw, times));

	/** @type {Map<string, { times: number; measured: number[] }>} */
	const results = new Map();
	for (const [name, turn] of turns) {
		try {
			let once = await turn(1);
			if (once < TURN_MS) once = await turn(Math.ceil(TURN_MS / (once + 0.001)));
			results.set(name, { times: Math.max(1, Math.round(TURN_MS / once)), measured: [] });
		} catch {
			turns.delete(name);
		}
	}
	for (let round = 0; round < rounds; round++) {
		for (const [name, { times, measured }] of results) measured.push(await /** @type {any} */ (turns.get(name))(times));
	}
	return new Map([...results].map(([name, { measured }]) => [name, median(measured)]));
}

/** CPython recurses, and takes quadratic time for long integers. @param {string} shape @param {number} size */
function isTooMuchForPython(shape, size) {
	return (shape.startsWith('deep') && size > 2e5) || (shape === 'one long integer' && size > 2e4);
}

async function main() {
	const sizes = option('sizes', '1e3,1e5,1e7').split(',').map(Number);
	const rounds = Number(option('rounds', '3'));
	const shapes = new RegExp(option('shapes', ''));
	const contenders = await loadContenders();
	const python = startPython();
	const hasPython = (await Promise.race([python.failed.then(() => false), python.time(Buffer.from('[]'), 1).then(() => true)])) === true;
	const names = ['JSON.parse', 'CPython', ...packages];
	// The first thing measured would pay for the compilation of everything.
	for (const build of Object.values({ ...ordinary, ...hostile })) await compare(contenders, Buffer.from(build(500)), undefined, 1);
	console.log(`node ${process.version}; ratios to ours, > 1 = we are faster${hasPython ? '' : '; no python3'}`);
	console.log(['shape'.padEnd(38), 'bytes'.padStart(9), 'ns/byte'.padStart(8), ...names.map((name) => name.slice(0, 14).padStart(15))].join(''));
	for (const [shape, build] of Object.entries({ ...ordinary, ...hostile })) {
		if (!shapes.test(shape)) continue;
		for (const size of sizes) {
			const raw = Buffer.from(build(size));
			const result = await compare(contenders, raw, hasPython && !isTooMuchForPython(shape, size) ? python : undefined, rounds);
			const ours = result.get('ours') ?? NaN;
			const ratios = names.map((name) => {
				const other = result.get(name);
				const isSkipped = raw.length > LONGEST_FOR_PACKAGES && packages.includes(name);
				return (isSkipped ? '–' : other === undefined ? 'fails' : (other / ours).toFixed(2)).padStart(15);
			});
			console.log([shape.padEnd(38), String(raw.length).padStart(9), ((ours * 1e6) / raw.length).toFixed(2).padStart(8), ...ratios].join(''));
		}
	}
	python.stop();
}

void main();
