import { MAX_DEPTH } from '../json';

/** How a program prints JSON: all that two programs disagree on while they mean the same document. */
export interface Style {
	readonly colon: string;
	readonly comma: string;
	/** In front of every member and entry, once for each level, on a line of its own. */
	readonly indent?: string;
	/** A key's place among others, as text to compare. Without it members keep their order, and equal keys all stay. */
	readonly place?: (key: string) => string;
	/** Of the token as it is spelled, with its quotes. */
	readonly string: (token: string) => string;
	readonly number: (token: string) => string;
}

interface Printed {
	readonly text: string;
	/** Deepest nesting of arrays and objects: 0 for a scalar, 1 for a flat object. */
	readonly depth: number;
	/** JSON.parse loses nothing: numbers are spelled as JavaScript prints them, no key is `__proto__` and, once sorted, none comes twice. */
	readonly exactInJavaScript: boolean;
}

/** `form`: ASCII bytes; `text`: the document as it arrived. */
export type CanonicalJson = Printed & { readonly form: Buffer };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What CPython prints for `json.dumps(json.loads(raw), separators=(",", ":"), sort_keys=True)`: compact, in ASCII, keys by
 * code point, the last of equal keys, integers to the last digit. Undefined for bytes that are no JSON document. Never throws.
 *
 * Refused, though CPython reads them: the literals NaN, Infinity and -Infinity, UTF-16 and UTF-32, and surrogates encoded in
 * UTF-8. n8n would refuse or change such a body, so what was signed and what is emitted would differ.
 * https://docs.python.org/3/library/json.html
 */
export function canonicalJson(raw: Buffer): CanonicalJson | undefined {
	try {
		const text = utf8.decode(raw);
		const printed = printJson(text, CPYTHON);
		return printed && { ...printed, text, form: Buffer.from(printed.text, 'latin1') };
	} catch {
		return undefined;
	}
}

/** What the published TypeScript verifier signs: keys sorted by recursion, then JSON.stringify. Undefined where that loses something. */
export function publishedTypeScriptForm({ text, depth, exactInJavaScript }: CanonicalJson): string | undefined {
	return exactInJavaScript && depth <= MAX_DEPTH ? printJson(text, TYPESCRIPT)?.text : undefined;
}

/** What to parse of a document whose form is signed: the form says the integer -0 as 0, and all else as JSON.parse reads it. */
export function signedDocument({ text, exactInJavaScript }: CanonicalJson): string {
	return exactInJavaScript ? text : (printJson(text, WITHOUT_MINUS_ZERO)?.text ?? '');
}

const COMPACT = { colon: ':', comma: ',' };
const CPYTHON: Style = { ...COMPACT, place: byCodePoint, string: asciiString, number: pythonNumber };
const TYPESCRIPT: Style = { ...COMPACT, place: byProperty, string: (token) => JSON.stringify(saidBy(token)), number: (token) => token };
const WITHOUT_MINUS_ZERO: Style = { ...COMPACT, string: (token) => token, number: (token) => (token === '-0' ? '0' : token) };

/** Texts in JavaScript are compared by UTF-16 code units, of which a pair stands for a code point beyond U+FFFF. */
function byCodePoint(key: string): string {
	if (!/[\ud800-\udbff\uffff]/.test(key)) return key;
	return key.replace(/[\ud800-\udbff][\udc00-\udfff]|\uffff/g, (found) => (found === '\uffff' ? '\uffff\0' : `\uffff${found}`));
}

/** Objects in JavaScript have array indices first, by number: https://tc39.es/ecma262/#sec-ordinaryownpropertykeys */
function byProperty(key: string): string {
	return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1 ? `0${key.padStart(10, '0')}` : `1${key}`;
}

/** JSON.stringify escapes as CPython does, but for what is not printable ASCII. */
export function asciiString(token: string): string {
	if (/^"[ !#-[\]-~]*"$/.test(token)) return token;
	return JSON.stringify(saidBy(token)).replace(/[\x7f-\uffff]/g, asciiEscape);
}

export const asciiEscape = (codeUnit: string) => `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** An integer keeps its digits, but there is no -0. A float is the repr of its double: the shortest digits, as in JavaScript. */
export function pythonNumber(token: string): string {
	if (!/[.eE]/.test(token)) return token === '-0' ? '0' : token;
	const value = Number(token);
	const magnitude = Math.abs(value);
	if (Object.is(value, -0)) return '-0.0';
	if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e16)) return Number.isInteger(value) ? `${value}.0` : String(value);
	const [digits, exponent] = value.toExponential().split('e');
	return exponent === undefined ? digits : `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const WORD_OR_NUMBER = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const PADDING = '-'.repeat(16);

/** What a string's token says. JSON.parse keeps short texts in a table that a stranger could fill with colliding ones, so none is short. */
export function saidBy(token: string): string {
	if (!token.includes('\\')) return token.slice(1, -1);
	return (JSON.parse(`"${PADDING}${token.slice(1)}`) as string).slice(PADDING.length);
}

/** A list or an object that has begun and not ended; `members` of one that sorts them, `place` and `key` of the one being read. */
interface Open {
	readonly end: string;
	readonly members?: Array<{ readonly place: string; readonly text: string }>;
	inside: string;
	place: string;
	key: string;
}

/**
 * The document in another style; undefined for a text that is not JSON. It runs before anything is authenticated: without recursion,
 * without a table of keys, and in linear time (n log n for the keys of one object), because JavaScript joins texts without copying them.
 */
export function printJson(text: string, style: Style): Printed | undefined {
	const open: Open[] = [];
	let at = 0;
	let depth = 0;
	let exact = true;

	const skip = (what: RegExp): boolean => {
		what.lastIndex = at;
		if (!what.test(text)) return false;
		at = what.lastIndex;
		return true;
	};
	/** The character behind white space, undefined at the end. */
	const next = (): string | undefined => {
		if (text[at] <= ' ') skip(WHITE_SPACE);
		return text[at];
	};
	const string = (): string | undefined => {
		const start = at++;
		do skip(PLAIN); while (text[at] === '\\' && skip(ESCAPE));
		return text[at++] === '"' ? text.slice(start, at) : undefined;
	};
	const key = (around: Open): boolean => {
		const token = next() === '"' ? string() : undefined;
		if (token === undefined || next() !== ':') return false;
		at++;
		const name = saidBy(token);
		if (name === '__proto__') exact = false;
		around.place = style.place?.(name) ?? '';
		around.key = style.string(token) + style.colon;
		return true;
	};
	const scalar = (): string | undefined => {
		const start = at;
		const token = text[at] === '"' ? string() : skip(WORD_OR_NUMBER) ? text.slice(start, at) : undefined;
		if (token === undefined || token >= 'a') return token;
		if (token.startsWith('"')) return style.string(token);
		if (String(Number(token)) !== token) exact = false;
		return style.number(token);
	};
	const line = (): string => (style.indent === undefined ? '' : `\n${style.indent.repeat(open.length)}`);
	const append = (around: Open, value: string) => {
		around.inside += (around.inside === '' ? '' : style.comma) + line() + value;
	};
	const close = (around: Open): string => {
		const members = (around.members ?? []).sort((a, b) => (a.place < b.place ? -1 : Number(a.place > b.place)));
		for (let k = 0; k < members.length; k++) {
			// Of equal keys the last one counts, and the sort has kept their order.
			if (k + 1 < members.length && members[k].place === members[k + 1].place) exact = false;
			else append(around, members[k].text);
		}
		open.pop();
		return (around.end === ']' ? '[' : '{') + around.inside + (around.inside === '' ? '' : line()) + around.end;
	};

	for (;;) {
		const first = next();
		let value: string | undefined;
		if (first === '[' || first === '{') {
			at++;
			const around: Open = { end: first === '[' ? ']' : '}', members: first === '{' && style.place ? [] : undefined, inside: '', place: '', key: '' };
			depth = Math.max(depth, open.push(around));
			const isEmpty = next() === around.end;
			if (!isEmpty && (first === '[' || key(around))) continue;
			at++;
			value = isEmpty ? close(around) : undefined;
		} else {
			value = scalar();
		}
		// A value may be the last one of all that it stands in.
		for (let mark: string | undefined; mark !== ','; ) {
			if (value === undefined) return undefined;
			if (open.length === 0) return next() === undefined ? { text: value, depth, exactInJavaScript: exact } : undefined;
			const around: Open = open[open.length - 1];
			if (around.members === undefined) append(around, around.key + value);
			else around.members.push({ place: around.place, text: around.key + value });
			mark = next();
			at++;
			if (mark === ',' ? around.end === '}' && !key(around) : mark !== around.end) return undefined;
			if (mark !== ',') value = close(around);
		}
	}
}
