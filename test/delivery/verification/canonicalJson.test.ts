import fc from 'fast-check';

import { hostile, ordinary } from '../../../bench/documents';
import type { Json } from '../../../nodes/delivery/json';
import { canonicalJson, publishedTypeScriptForm, signedDocument } from '../../../nodes/delivery/verification/canonicalJson';
import { SignedDelivery, timestampedPublishedForm } from '../../../nodes/delivery/verification/scheme';
import { askPython, goldenDocuments, hasPython, oddInputs, randomDocument, randomNumbers } from './canonicalOracle';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function formOf(document: string | Buffer): string {
	const canonical = canonicalJson(typeof document === 'string' ? Buffer.from(document) : document);
	return canonical === undefined ? 'refused' : canonical.form.toString('latin1');
}

function isReadByJavaScript(raw: Buffer): boolean {
	try {
		JSON.parse(utf8.decode(raw));
		return true;
	} catch {
		return false;
	}
}

const forms: ReadonlyArray<readonly [name: string, text: string, form: string]> = [
	['compact', ' { "a" : [ 1 , 2 ] , "b" : { } } ', '{"a":[1,2],"b":{}}'],
	['keys in order', '{"b":1,"a":2}', '{"a":2,"b":1}'],
	['keys in order on every level', '{"b":{"d":[{"f":1,"e":2}],"c":3},"a":4}', '{"a":4,"b":{"c":3,"d":[{"e":2,"f":1}]}}'],
	['lists keep their order', '[3,1,2]', '[3,1,2]'],
	['upper case before lower case', '{"b":1,"B":2,"_":3,"a":4}', '{"B":2,"_":3,"a":4,"b":1}'],
	['digits as characters', '{"10":1,"9":2,"01":3}', '{"01":3,"10":1,"9":2}'],
	['the shorter of two keys first', '{"ab":1,"a":2,"":3,"a!":4}', '{"":3,"a":2,"a!":4,"ab":1}'],
	['beyond U+FFFF after U+FFFF', '{"😀":1,"\uff5e":2,"\ue000":3}', '{"\\ue000":3,"\\uff5e":2,"\\ud83d\\ude00":1}'],
	['a lone half before both', '{"\\ud83d\\ude00":1,"\\ud83d\uffff":2,"\\ud83d":3}', '{"\\ud83d":3,"\\ud83d\\uffff":2,"\\ud83d\\ude00":1}'],
	['by character and not by escape', '{"é":1,"]":2,"~":3,"\\n":4}', '{"\\n":4,"]":2,"~":3,"\\u00e9":1}'],
	['the last of equal keys', '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
	['the last of many equal keys', '{"a":{"z":1,"y":2},"a":{"x":3,"w":4},"a":[5],"a":[{"d":6,"c":7}],"b":0}', '{"a":[{"c":7,"d":6}],"b":0}'],
	[
		'the last of many equal keys, out of order',
		'{"b":1,"a":1,"a":{"q":1,"p":2},"a":2,"a":{"n":{"l":3,"k":4},"m":5},"b":{"f":6,"e":7},"b":{"h":8,"g":9},"b":[{"j":1,"i":2}],"":0}',
		'{"":0,"a":{"m":5,"n":{"k":4,"l":3}},"b":[{"i":2,"j":1}]}',
	],
	['equal once unescaped', '{"a":{"x":1},"\\u0061":{"y":2}}', '{"a":{"y":2}}'],
	['__proto__ is a key', '{"b":1,"__proto__":{"z":1,"y":2}}', '{"__proto__":{"y":2,"z":1},"b":1}'],
	['accents', '"café"', '"caf\\u00e9"'],
	['upper-case escapes', '"\\u00E9"', '"\\u00e9"'],
	['needless escapes', '"\\u0041\\/"', '"A/"'],
	['short escapes', '"\\u0008\\u000C\\u000a\\u000d\\u0009\\u0022\\u005c"', '"\\b\\f\\n\\r\\t\\"\\\\"'],
	['other control characters', '"\\u0000\\u001F"', '"\\u0000\\u001f"'],
	['U+007F', '"\x7f"', '"\\u007f"'],
	['beyond U+FFFF', '"😀"', '"\\ud83d\\ude00"'],
	['lone halves', '"\\ud800 \\uDC00"', '"\\ud800 \\udc00"'],
	['long integers', '[9007199254740993,-123456789012345678901234567890]', '[9007199254740993,-123456789012345678901234567890]'],
	['the integer -0', '-0', '0'],
	['the float -0', '[-0.0,-0e5,0.000]', '[-0.0,-0.0,0.0]'],
	['whole floats', '[1.0,1e3,100.00]', '[1.0,1000.0,100.0]'],
	['large floats', '[1e15,1e16,9999999999999998.0,1E22]', '[1000000000000000.0,1e+16,9999999999999998.0,1e+22]'],
	['small floats', '[0.0001,0.00001,1e-7,1.5e-10]', '[0.0001,1e-05,1e-07,1.5e-10]'],
	['needless digits', '[0.1000000000000000055,1.50]', '[0.1,1.5]'],
	['beyond the largest float', '[1e400,-1e400]', '[Infinity,-Infinity]'],
	['below the smallest float', '[1e-400,-1e-400]', '[0.0,-0.0]'],
	['a byte order mark', '\ufeff[]', '[]'],
];

test.each(forms)('%s', (_name, text, form) => {
	expect(formOf(text)).toBe(form);
});

test.each([
	['a scalar', '1', 0],
	['a flat list', '[1,"[[["]', 1],
	['an empty object', '{}', 1],
	['siblings', '[[],{},[[]]]', 3],
	['a disordered object', '{"b":{"d":[],"c":0},"a":0}', 3],
])('depth of %s', (_name, text, depth) => {
	expect(canonicalJson(Buffer.from(text))?.depth).toBe(depth);
});

test.each([
	['plain', '{"a":[1,-2.5,"é",true,null],"b":{}}', true],
	['disordered keys', '{"b":1,"a":2}', true],
	['JavaScript exponents', '[1e+21,1e-7,123456789012345680000]', true],
	['2^53', '9007199254740992', true],
	['2^53 + 1', '9007199254740993', false],
	['21 digits that JavaScript prints', '100000000000000000000', true],
	['22 digits', '1000000000000000000000', false],
	['-0', '-0', false],
	['1.0', '1.0', false],
	['1.50', '1.50', false],
	['1e5', '1e5', false],
	['1e400', '1e400', false],
	['0.0', '0.0', false],
	['17 digits that survive', '0.30000000000000004', true],
	['20 digits', '0.10000000000000000555', false],
	['__proto__', '{"a":{"__proto__":1}}', false],
	['escaped __proto__', '{"__proto\\u005f_":1}', false],
	['__proto__ as a value', '{"a":"__proto__"}', true],
	['equal keys', '{"a":1,"a":1}', false],
	['equal keys, far apart', '{"b":0,"c":0,"a":0,"b":0}', false],
	['equal keys of different objects', '[{"a":1},{"a":1}]', true],
])('exact in JavaScript: %s', (_name, text, exact) => {
	expect(canonicalJson(Buffer.from(text))?.exactInJavaScript).toBe(exact);
});

test.each([
	['keys in order', '{"b":{"d":1,"c":2},"a":[{"f":1,"e":2}]}', '{"a":[{"e":2,"f":1}],"b":{"c":2,"d":1}}'],
	['integer-like keys first', '{"a":1,"10":2,"9":3}', '{"9":3,"10":2,"a":1}'],
	['the largest index, and what is none any more', '{"4294967295":1,"10":2,"4294967294":3,"01":4,"-1":5}', '{"10":2,"4294967294":3,"-1":5,"01":4,"4294967295":1}'],
	['nothing escaped that need not be', '{"é":"\\u2028\x7f/"}', '{"é":"\u2028\x7f/"}'],
	['UTF-16 order', '{"\uff5e":1,"😀":2}', '{"😀":2,"\uff5e":1}'],
	['JavaScript numbers', '[1e+21,1e-7,0.1]', '[1e+21,1e-7,0.1]'],
	['1,000 levels', `${'['.repeat(1000)}1${']'.repeat(1000)}`, `${'['.repeat(1000)}1${']'.repeat(1000)}`],
	['1,001 levels', `${'['.repeat(1001)}1${']'.repeat(1001)}`, undefined],
	['a number that it would round', '[9007199254740993]', undefined],
	['a key that it would drop', '{"__proto__":1}', undefined],
	['a key that it would merge', '{"a":1,"a":2}', undefined],
])('published TypeScript form: %s', (_name, text, form) => {
	const canonical = canonicalJson(Buffer.from(text));
	expect(canonical && publishedTypeScriptForm(canonical)).toBe(form);
});

describe('floats with more digits than are read', () => {
	const middle = '1.00000000000000011102230246251565404236316680908203125';
	/** Half of the smallest double. */
	const smallest = `0.${(5n ** 1075n).toString().padStart(1075, '0')}`;
	const zeros = '0'.repeat(3000);

	test.each([
		['the middle between two doubles', `${middle}${zeros}`, '1.0'],
		['a little more', `${middle}${zeros}1`, '1.0000000000000002'],
		['a little more, and zeros', `-${middle}${zeros}1${zeros}`, '-1.0000000000000002'],
		['with an exponent', `${middle}${zeros}1E+2`, '100.00000000000001'],
		['with an exponent, and only zeros cut off', `${middle}${zeros}e-2`, '0.010000000000000002'],
		['half of the smallest double', smallest, '0.0'],
		['a little more than that', `${smallest}${zeros}1`, '5e-324'],
		['the same, moved', `0.${(5n ** 1075n).toString()}${zeros}1e-${1075 - (5n ** 1075n).toString().length}`, '5e-324'],
		['zeros in front', `0.${zeros}1e3001`, '1.0'],
		['zeros alone', `-0.${zeros}`, '-0.0'],
		['digits in front', `${'9'.repeat(400)}.${zeros}1`, 'Infinity'],
		['nines', `0.${'9'.repeat(5000)}`, '1.0'],
	])('%s', (_name, text, form) => {
		expect(formOf(text)).toBe(form);
	});
});

test('long keys are ordered by their ends, their lengths, and the last of equal ones counts', () => {
	const key = 'k'.repeat(300);
	expect(formOf(`{"${key}b":1,"${key}a":2,"${key}":3,"${key}b":4,"${key.slice(1)}":5}`)).toBe(`{"${key.slice(1)}":5,"${key}":3,"${key}a":2,"${key}b":4}`);
	expect(formOf(`{"${key}b":"${'é'.repeat(5000)}","${key}a":0}`)).toBe(`{"${key}a":0,"${key}b":"${'\\u00e9'.repeat(5000)}"}`);
	const long = 'k'.repeat(80_000);
	expect(formOf(`{"a":{"${long}2":1,"${long}1":2},"status_b":3,"status_a":4}`)).toBe(`{"a":{"${long}1":2,"${long}2":1},"status_a":4,"status_b":3}`);
	expect(formOf(`{"${long}2":{"d":1,"c":2},"${long}1":[{"${long}4":1,"${long}3":2}],"b":{"${long}":0,"":1},"a":0}`)).toBe(
		`{"a":0,"b":{"":1,"${long}":0},"${long}1":[{"${long}3":2,"${long}4":1}],"${long}2":{"c":2,"d":1}}`,
	);
});

describe('odd inputs', () => {
	const inputs = oddInputs();

	test.each(inputs.map(({ name, raw }) => [name, raw] as const))('%s', (name, raw) => {
		const isAccepted = name.startsWith('y');
		expect(isReadByJavaScript(raw)).toBe(isAccepted);
		expect(canonicalJson(raw) !== undefined).toBe(isAccepted);
	});

	// Where there is no CPython, what it printed when it was recorded stands in for it.
	if (hasPython()) test('as CPython reads them, unless JSON.parse refuses them', () => {
		const answers = askPython(inputs.map(({ raw }) => raw));
		for (const [k, { name, raw }] of inputs.entries()) {
			const expected = name.startsWith('i') ? 'refused' : answers[k];
			expect({ name, form: formOf(raw) }).toEqual({ name, form: expected });
			expect({ name, isRefusedByPython: answers[k] === 'refused' }).toEqual({ name, isRefusedByPython: name.startsWith('n') });
		}
	});
});

describe('random documents', () => {
	test('as CPython printed them when they were recorded', () => {
		const golden = goldenDocuments();
		expect(golden.length).toBeGreaterThan(1000);
		for (const { text, form } of golden) expect({ text, form: formOf(text) }).toEqual({ text, form });
	});

	const seed = 20261128;
	if (hasPython()) test.each([0, 1, 2, 3])(`as CPython prints them, 5,000 from seed ${seed} + %i * 5,000`, (batch) => {
		const seeds = Array.from({ length: 5000 }, (_, k) => seed + batch * 5000 + k);
		const documents = seeds.map((one) => Buffer.from(randomDocument(one)));
		const answers = askPython(documents);
		for (const [k, raw] of documents.entries()) {
			const form = formOf(raw);
			if (form !== answers[k]) expect({ seed: seeds[k], raw: raw.toString(), form }).toEqual({ seed: seeds[k], raw: raw.toString(), form: answers[k] });
		}
	});

	test('damaged ones are accepted where JSON.parse accepts them, and never throw', () => {
		const random = randomNumbers(seed);
		const below = (n: number) => Math.floor(random() * n);
		const marks = Buffer.from('{}[]:,"\\ \n-+.eE01u\0\x7f\x80\xc3\xe2\xed\xf0\xff', 'latin1');
		for (let k = 0; k < 20_000; k++) {
			const raw = Buffer.from(randomDocument(seed + k).slice(0, 200));
			for (let damage = below(3); damage >= 0 && raw.length > 0; damage--) raw[below(raw.length)] = marks[below(marks.length)];
			const damaged = raw.subarray(0, random() < 0.3 ? below(raw.length) : raw.length);
			const isAccepted = canonicalJson(damaged) !== undefined;
			if (isAccepted !== isReadByJavaScript(damaged)) expect({ seed: seed + k, damaged: damaged.toString('hex'), isAccepted }).toBe('as JSON.parse');
		}
	});
});

describe('properties', () => {
	const texts = fc.json({ stringUnit: 'binary', maxDepth: 5 });

	test('any bytes: no exception, and accepted where JSON.parse accepts them', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
				const raw = Buffer.from(bytes);
				return (canonicalJson(raw) !== undefined) === isReadByJavaScript(raw);
			}),
			{ numRuns: 20_000 },
		);
	});

	test('the form says what the document said', () => {
		fc.assert(
			fc.property(texts, (text) => {
				const canonical = canonicalJson(Buffer.from(text));
				if (canonical?.exactInJavaScript !== true) return;
				expect(JSON.parse(canonical.form.toString('latin1'))).toEqual(JSON.parse(text));
				expect(JSON.parse(publishedTypeScriptForm(canonical) ?? '')).toEqual(JSON.parse(text));
			}),
			{ numRuns: 2000 },
		);
	});

	test('the form of the form is the form', () => {
		const seeds = fc.integer({ min: 0, max: 2 ** 31 });
		fc.assert(
			fc.property(seeds, (seed) => {
				const form = formOf(randomDocument(seed));
				// CPython prints floats that are out of range as literals that are no JSON.
				return /(^|[^"\w])-?Infinity/.test(form) || formOf(form) === form;
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('memory', () => {
	test('what grows has room wherever it stands', () => {
		for (let plain = 0; plain < 70; plain++) {
			for (const grown of [0, 1, 5, 11, 12, 13, 14, 40, 200]) {
				const text = `["${'x'.repeat(plain)}${'\x7f'.repeat(grown)}",9e15,"😀é"]`;
				const form = `["${'x'.repeat(plain)}${'\\u007f'.repeat(grown)}",9000000000000000.0,"\\ud83d\\ude00\\u00e9"]`;
				expect(formOf(text)).toBe(form);
			}
		}
		expect(formOf(`[${'9e15,'.repeat(5000)}1]`)).toBe(`[${'9000000000000000.0,'.repeat(5000)}1]`);
	});

	test('the input stays as it is, wherever it lies, and forms are independent of each other', () => {
		const text = '{"b":{"d":1,"c":"é"},"a":2}';
		const lying = Buffer.from(`xyz${text}xyz`).subarray(3, -3);
		const first = canonicalJson(lying);
		const second = canonicalJson(Buffer.from('{"z":{"y":1,"x":2},"a":3}'));
		expect(lying.toString()).toBe(text);
		expect(first?.form.toString()).toBe('{"a":2,"b":{"c":"\\u00e9","d":1}}');
		expect(second?.form.toString()).toBe('{"a":3,"z":{"x":2,"y":1}}');
	});
});

describe('a million levels', () => {
	const levels = 1_000_000;

	test.each([
		['lists', '['.repeat(levels) + ']'.repeat(levels), '['.repeat(levels) + ']'.repeat(levels)],
		['objects', `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`, `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
		['disordered objects', `${'{"b":0,"a":'.repeat(levels)}1${'}'.repeat(levels)}`, `${'{"a":'.repeat(levels)}1${',"b":0}'.repeat(levels)}`],
		['disordered objects, deep first', `${'{"b":'.repeat(levels)}1${',"a":0}'.repeat(levels)}`, `${'{"a":0,"b":'.repeat(levels)}1${'}'.repeat(levels)}`],
		['equal keys', `${'{"a":0,"a":'.repeat(levels)}1${'}'.repeat(levels)}`, `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
	])('%s', (_name, text, form) => {
		const canonical = canonicalJson(Buffer.from(text));
		expect(canonical?.depth).toBe(levels);
		// Compared as a whole: a failure should not print megabytes.
		expect(canonical?.form.equals(Buffer.from(form))).toBe(true);
	});

	test('unclosed lists', () => {
		expect(canonicalJson(Buffer.from('['.repeat(5 * levels)))).toBeUndefined();
	});
});

describe('a megabyte, for which quadratic time would take minutes', () => {
	test.each(Object.entries({ ...ordinary, ...hostile }))('%s', (_name, build) => {
		const form = canonicalJson(Buffer.from(build(1e6)))?.form;
		expect(form).toBeDefined();
		const again = form && canonicalJson(form)?.form;
		expect(form?.includes('Infinity') || form?.equals(again ?? Buffer.alloc(0))).toBe(true);
	});
});

/** The published verifier, as it is: sorts by recursion into new objects. */
function sortKeys(value: Json): Json {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(sortKeys);
	return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}

test('the published TypeScript form is that of the published verifier, and is tried wherever the canonical form is another one', () => {
	let tried = 0;
	for (let seed = 0; seed < 5000; seed++) {
		const raw = Buffer.from(randomDocument(seed));
		const canonical = canonicalJson(raw);
		if (canonical === undefined || !canonical.exactInJavaScript) continue;
		const published = JSON.stringify(sortKeys(JSON.parse(utf8.decode(raw))));
		expect(publishedTypeScriptForm(canonical)).toBe(published);
		const [, arranged] = timestampedPublishedForm.arrange(new SignedDelivery(raw, '')) ?? [];
		if (arranged !== undefined) tried++;
		expect(String(arranged ?? canonical.form)).toBe(published);
	}
	expect(tried).toBeGreaterThan(100);
});

/** A document with everything that JSON.parse tells apart: the order of members aside, which no signature covers. */
function told(value: Json): unknown {
	if (Array.isArray(value)) return value.map(told);
	if (typeof value === 'object' && value !== null) return Object.keys(value).sort().map((key) => [key, told(value[key])]);
	return Object.is(value, -0) ? 'minus zero' : value;
}

describe('what is parsed of a document is what its canonical form says', () => {
	const said = (text: string) => {
		const canonical = canonicalJson(Buffer.from(text));
		return canonical && JSON.parse(signedDocument(canonical));
	};

	test.each([
		['the integer -0', '{"a":-0,"b":[-0, -0.0,-0e1]}', { a: 0, b: [0, -0, -0] }],
		['in a text', '{"a":"-0","b":"[1,-0]"}', { a: '-0', b: '[1,-0]' }],
		['beyond the largest float, beside it', '{"a":1e400,"b":-0}', { a: Infinity, b: 0 }],
		['behind a byte order mark', '\ufeff{"a":-0}', { a: 0 }],
		['equal keys', '{"a":-0,"a":1,"b":1,"b":-0}', { a: 1, b: 0 }],
		['integers that JavaScript rounds', '{"a":9007199254740993,"b":-0}', { a: 9007199254740992, b: 0 }],
		['lone halves, and a key that every object has', '{"a":"\\ud800","__proto__":{"b":-0}}', JSON.parse('{"a":"\\ud800","__proto__":{"b":0}}')],
	])('%s', (_name, text, value) => {
		expect(said(text)).toStrictEqual(value);
	});

	test('documents with one form are parsed into one value, and into that of the form', () => {
		for (let seed = 0; seed < 5000; seed++) {
			const text = randomDocument(seed);
			// The same tokens but for zeros: what somebody could change without changing what is signed.
			const turned = text.replace(/([[:,]\s*)-?0(?=\s*[\],}])/g, (_, before: string) => `${before}${seed % 2 === 0 ? '-0' : '0'}`);
			if (formOf(turned) !== formOf(text)) continue;
			expect(told(said(turned))).toEqual(told(said(text)));
			const form = formOf(text);
			if (!form.includes('Infinity')) expect(told(said(text))).toEqual(told(JSON.parse(form)));
		}
	});
});
