// @ts-check
'use strict';

/**
 * Documents to measure with, of about any size: what providers send, and what somebody would send who wants
 * the canonical form to be slow. The same text for the same size.
 *
 * @typedef {(size: number) => string} Shape
 */

/** @param {number} size @param {(k: number) => string} item */
function listOf(size, item) {
	const items = [];
	for (let k = 0, length = 2; length < size; k++) {
		items.push(item(k));
		length += items[k].length + 1;
	}
	return items;
}

/** Spreads 0, 1, 2… over 32 bits without a pattern. @param {number} k */
function scattered(k) {
	let t = Math.imul(k + 1, 0x9e3779b1);
	t = Math.imul(t ^ (t >>> 15), 0x85ebca6b);
	return (t ^ (t >>> 13)) >>> 0;
}

/** @param {number} k */
const uuid = (k) => `${scattered(k).toString(16).padStart(8, '0')}-1c2d-4e3f-8a5b-${scattered(k + 7).toString(16).padStart(12, '0')}`;

/** @param {number} k */
const record = (k) => ({
	type: 'agent.task.status_update',
	timestamp: `2026-01-01T00:00:${String(k % 60).padStart(2, '0')}.000000+00:00`,
	payload: {
		session_id: uuid(k),
		task_id: uuid(k + 1),
		status: k % 3 === 0 ? 'finished' : 'started',
		metadata: { order: k, customer: 'Zoe', price: (scattered(k) % 100000) / 100, tags: ['a', 'b'], retried: false, parent: null },
	},
});

const PROSE = 'The agent opened the page, read the table and wrote down what it found. ';
const ACCENTS = 'Der Käufer möchte über 20 % sparen – très économique, señor. ';
const HAN = '代理打开页面并读取表格，然后写下它所找到的内容。';

/** @type {Readonly<Record<string, Shape>>} */
const ordinary = {
	'events': (size) => JSON.stringify(Array.from({ length: Math.ceil(size / 320) }, (_, k) => record(k))),
	'events, sorted keys': (size) => JSON.stringify(sortKeys(JSON.parse(ordinary['events'](size)))),
	'events, indented': (size) => JSON.stringify(JSON.parse(ordinary['events'](size / 1.8)), null, 2),
	'prose': (size) => JSON.stringify({ output: PROSE.repeat(size / PROSE.length), id: 1 }),
	'accented prose': (size) => JSON.stringify({ output: ACCENTS.repeat(size / ACCENTS.length / 1.1), id: 1 }),
	'Chinese prose': (size) => JSON.stringify({ output: HAN.repeat(size / HAN.length / 3), id: 1 }),
	'integers': (size) => `[${listOf(size, (k) => String(scattered(k) % 1e6)).join()}]`,
	'prices': (size) => `[${listOf(size, (k) => ((scattered(k) % 1e6) / 100 + 0.01).toFixed(2).replace(/0$/, '1')).join()}]`,
	'measurements': (size) => `[${listOf(size, (k) => String(scattered(k) / 2 ** 32 + scattered(k + 9) / 2 ** 53)).join()}]`,
};

/** @type {Readonly<Record<string, Shape>>} */
const hostile = {
	'deep lists': (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
	'deep objects': (size) => '{"a":'.repeat(size / 6) + '1' + '}'.repeat(size / 6),
	'deep disordered objects': (size) => '{"b":0,"a":'.repeat(size / 12) + '1' + '}'.repeat(size / 12),
	'deep disordered objects, short first': (size) => '{"b":'.repeat(size / 12) + '1' + ',"a":0}'.repeat(size / 12),
	'small disordered objects': (size) => `[${listOf(size, () => '{"b":0,"a":0}').join()}]`,
	'empty objects': (size) => `[${listOf(size, () => '{}').join()}]`,
	'scattered keys': (size) => `{${listOf(size, (k) => `"${scattered(k).toString(36)}":0`).join()}}`,
	'reversed keys': (size) => `{${listOf(size, (k) => `"${String(1e9 - k)}":0`).join()}}`,
	'equal keys': (size) => `{${listOf(size, (k) => `"a":${k % 10}`).join()}}`,
	'long keys that end differently': (size) => {
		const prefix = 'k'.repeat(Math.sqrt(size));
		return `{${listOf(size, (k) => `"${prefix}${scattered(k)}":0`).join()}}`;
	},
	'escaped keys': (size) => `{${listOf(size, (k) => `"\\u00e9\\ud83d\\ude00${String.fromCharCode(0x3000 + (scattered(k) % 0x4000))}\\n${k}":0`).join()}}`,
	'escapes': (size) => `"${'\\u00E9'.repeat(size / 6)}"`,
	'what grows sixfold': (size) => `"${'\x7f'.repeat(size)}"`,
	'floats with exponents': (size) => `[${listOf(size, (k) => `${scattered(k)}E${(scattered(k + 1) % 600) - 300}`).join()}]`,
	'lists 900 deep, repeated': (size) => `[${listOf(size, () => '['.repeat(900) + ']'.repeat(900)).join()}]`,
	'integer-like keys beside an escape': (size) => `{"x":"\\u0001",${listOf(size, (k) => `"${scattered(k)}":0`).join()}}`,
	'small objects beside an escape': (size) => `["\\u0001",${listOf(size, () => '{"":0}').join()}]`,
	'digits beside an escape': (size) => `["\\u0001"${',1'.repeat(size / 2)}]`,
	'empty texts beside an escape': (size) => `["\\u0001"${',""'.repeat(size / 3)}]`,
	'short escaped texts': (size) => `["\\u0001"${',"\\n"'.repeat(size / 5)}]`,
	'escaped slashes': (size) => `["\\u0001","${'\\/'.repeat(size / 2)}"]`,
	'accents': (size) => `"${'é'.repeat(size / 2)}"`,
	'small floats': (size) => `[${listOf(size, (k) => `${1 + (k % 9)}e-9`).join()}]`,
	'one long integer': (size) => '9'.repeat(size),
	'one long float': (size) => `0.${'9'.repeat(size)}`,
};

/** @param {any} value @returns {any} */
function sortKeys(value) {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}

/** The largest of a shape that has no more bytes than that. @param {Shape} build @param {number} size */
function largest(build, size) {
	for (let asked = size; ; asked -= size / 200) {
		const body = Buffer.from(build(Math.floor(asked)));
		if (body.length <= size) return body;
	}
}

module.exports = { ordinary, hostile, largest };
