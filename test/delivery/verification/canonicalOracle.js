// @ts-check
'use strict';

/**
 * Random documents, and what CPython makes of them. Reading files and starting processes is done here, since
 * the linter bans it in TypeScript.
 *
 *   node test/delivery/verification/canonicalOracle.js record    writes test/fixtures/canonical/golden.jsonl anew
 */

const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const SCRIPT = join(__dirname, 'canonicalOracle.py');
const FIXTURES = join(__dirname, '..', '..', 'fixtures', 'canonical');

const REFUSED = 0xffffffff;
const TOO_DEEP = 0xfffffffe;

/** @typedef {string | 'refused' | 'too deep'} Answer the canonical form, unless it is one of the two words */

function hasPython() {
	return spawnSync('python3', ['--version']).status === 0;
}

/**
 * CPython's answers to all documents, from one process.
 * @param {readonly Buffer[]} documents
 * @returns {Answer[]}
 */
function askPython(documents) {
	const requests = documents.flatMap((document) => {
		const header = Buffer.alloc(8);
		header.writeUInt32BE(1, 0);
		header.writeUInt32BE(document.length, 4);
		return [header, document];
	});
	const { stdout, stderr, status } = spawnSync('python3', [SCRIPT], {
		input: Buffer.concat(requests),
		maxBuffer: 1 << 30,
	});
	if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
	/** @type {Answer[]} */
	const answers = [];
	for (let at = 0; at < stdout.length; ) {
		const length = stdout.readUInt32BE(at + 8);
		at += 12;
		if (length === REFUSED) answers.push('refused');
		else if (length === TOO_DEEP) answers.push('too deep');
		else answers.push(stdout.toString('latin1', at, (at += length)));
	}
	return answers;
}

/** @param {string} file */
function readLines(file) {
	const lines = readFileSync(join(FIXTURES, file), 'utf8').trimEnd().split('\n');
	return lines.map((line) => JSON.parse(line));
}

/** What CPython answered when it was last recorded. @returns {Array<{ text: string; form: Answer }>} */
function goldenDocuments() {
	return readLines('golden.jsonl');
}

/**
 * Odd inputs. The name begins with y where every reader of JSON accepts it, n where every one refuses it, and i
 * where CPython accepts what JSON.parse refuses.
 * @returns {Array<{ name: string; raw: Buffer }>}
 */
function oddInputs() {
	return readLines('odd.jsonl').map(({ name, text, hex }) => ({
		name,
		raw: text === undefined ? Buffer.from(hex, 'hex') : Buffer.from(text),
	}));
}

function recordGolden() {
	const texts = Array.from({ length: 2000 }, (_, seed) => randomDocument(seed)).filter((text) => text.length < 400);
	const forms = askPython(texts.map((text) => Buffer.from(text)));
	const lines = texts.map((text, k) => `${JSON.stringify({ text, form: forms[k] })}\n`);
	writeFileSync(join(FIXTURES, 'golden.jsonl'), lines.join(''));
}

/**
 * The same document for the same seed: a JSON text with everything that may be spelled in several ways.
 * @param {number} seed
 * @returns {string}
 */
function randomDocument(seed) {
	const random = randomNumbers(seed);
	/** @param {number} n */
	const below = (n) => Math.floor(random() * n);
	/** @template T @param {readonly T[]} list @returns {T} */
	const one = (list) => list[below(list.length)];
	/** @param {number} most @param {() => string} make */
	const several = (most, make) => Array.from({ length: below(most + 1) }, make);

	const oddWhiteSpace = random() < 0.5;
	const space = () => (oddWhiteSpace && random() < 0.3 ? several(3, () => one([' ', '\t', '\n', '\r'])).join('') : '');

	/** @param {number} unit */
	const escaped = (unit) => {
		const hex = unit.toString(16).padStart(4, '0');
		return `\\u${one([hex, hex.toUpperCase()])}`;
	};
	/** @param {string} text any text, spelled as the inside of a JSON string */
	const spelled = (text) =>
		[...text]
			.map((character) => {
				const units = character.split('').map((unit) => unit.charCodeAt(0));
				const isLone = units.length === 1 && (units[0] & 0xf800) === 0xd800;
				if (isLone || units[0] < 0x20 || character === '"' || character === '\\' || random() < 0.1) {
					const short = SHORT[character];
					return short !== undefined && random() < 0.5 ? `\\${short}` : units.map(escaped).join('');
				}
				return character;
			})
			.join('');
	const character = () => {
		const kind = random();
		if (kind < 0.6) return String.fromCharCode(0x20 + below(0x60));
		if (kind < 0.7) return String.fromCharCode(below(0x20));
		if (kind < 0.8) return one(ODD_CHARACTERS);
		if (kind < 0.9) return String.fromCharCode(below(0x10000));
		return String.fromCodePoint(0x10000 + below(0x100000));
	};
	const string = () => `"${spelled(several(12, character).join(''))}"`;
	const key = () => `"${spelled(random() < 0.7 ? several(3, () => one(KEY_PARTS)).join('') : character())}"`;

	/** @param {number} most */
	const digits = (most) => String.fromCharCode(...Array.from({ length: 1 + below(most) }, () => 0x30 + below(10)));
	const double = () => {
		const bytes = new DataView(new ArrayBuffer(8));
		bytes.setUint32(0, below(2 ** 32));
		bytes.setUint32(4, below(2 ** 32));
		const value = bytes.getFloat64(0);
		return Number.isFinite(value) ? value : 0.5;
	};
	const number = () => {
		const whole = one([digits(4), digits(20), digits(40), '0']).replace(/^0+(?=\d)/, '');
		const point = random() < 0.5 ? '' : `.${one([digits(4), digits(20), '0', '00', '000', '50', '0000', '00001', '00010'])}`;
		const exponent = random() < 0.7 ? '' : `${one(['e', 'E'])}${one(['', '+', '-'])}${one([digits(1), digits(2), digits(3), '0', '00', '007'])}`;
		return `${one(['', '', '-'])}${whole}${point}${exponent}`;
	};
	const anyNumber = () =>
		one([
			number,
			number,
			() => one(ODD_NUMBERS),
			() => String(double()),
			() => double().toExponential(below(20)),
			() => String(random()),
			() => random().toPrecision(1 + below(20)),
			() => String(2 ** (below(2098) - 1074)),
			() => (below(2 ** 30) / 1000).toFixed(below(8)),
		])();

	/** @param {number} depth @returns {string} */
	const value = (depth) => {
		const isContainer = depth === 0 && random() < 0.9;
		const kind = isContainer ? 0.6 + 0.4 * random() : random() * (depth > 4 ? 0.6 : 1);
		if (kind < 0.25) return string();
		if (kind < 0.5) return anyNumber();
		if (kind < 0.6) return one(['true', 'false', 'null', '{}', '[]', '""']);
		const isObject = kind > 0.75;
		const size = random() < 0.03 ? 40 : 6;
		const items = several(size, () => {
			const item = `${space()}${value(size > 6 ? 9 : depth + 1)}${space()}`;
			return isObject ? `${space()}${key()}${space()}:${item}` : item;
		});
		const inside = items.length > 0 ? items.join(',') : space();
		return isObject ? `{${inside}}` : `[${inside}]`;
	};
	const byteOrderMark = random() < 0.02 ? '\ufeff' : '';
	return `${byteOrderMark}${space()}${value(0)}${space()}`;
}

/** @type {Readonly<Record<string, string>>} */
const SHORT = { '"': '"', '\\': '\\', '/': '/', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

const ODD_CHARACTERS = ['"', '\\', '/', '\x7f', '\x80', 'é', '\u07ff', '\u0800', '\u2028', '\u2029', '\ud7ff', '\ud800',
	'\udbff', '\udc00', '\udfff', '\ue000', '\ufeff', '\ufffd', '\uffff', '\u{10000}', '😀', '\u{10ffff}'];

const KEY_PARTS = ['a', 'a', 'b', 'aa', 'A', '_', '__proto__', 'constructor', '0', '9', '10', '-1', ' ', '!', '"', '#', '\\', ']',
	'u0041', '\n', '\0', '\x7f', 'é', '\ud83d', '\ude00', '😀', '\u{10000}', '\ue000', '\uffff', 'session_id'];

const ODD_NUMBERS = ['-0', '0', '-0.0', '0.0', '0e0', '-0E-5', '1.0', '1e0', '1e15', '1e16', '1e17', '123e20', '1e21', '1e22', '1e23',
	'9007199254740991', '9007199254740992', '9007199254740993', '9007199254740993.0', '999999999999999', '9999999999999998.0',
	'0.0001', '0.00001', '0.00010', '0.000099999999999999999', '1e-4', '1e-5', '1e-6', '1e-7', '1e-10', '0.1000000000000000055',
	'0.30000000000000004', '2.2250738585072014e-308', '2.2250738585072011e-308', '5e-324', '2e-324', '3e-324', '1e-400',
	'1.7976931348623157e308', '1.7976931348623158e308', '1.7976931348623159e308', '1e309', '-1e400', '1E400', '5e-7', '1.5e+300',
	'100.0', '1234567890123456789012345678901234567890', '-9223372036854775809', '100000000000000000000', '1000000000000000000000',
	'4.35', '4.349999999999999', '0.5', '2.5e-5', '144115188075855870', '144115188075855877', '9.5367431640625e-07', '1e400000', '1e-400000'];

/**
 * Numbers from 0 to 1 (mulberry32), so that a seed is enough to repeat a failure.
 * @param {number} seed
 */
function randomNumbers(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

module.exports = { askPython, goldenDocuments, hasPython, oddInputs, randomDocument, randomNumbers };

if (require.main === module && process.argv[2] === 'record') recordGolden();
