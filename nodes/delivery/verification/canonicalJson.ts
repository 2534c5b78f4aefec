import type { Json } from '../json';
import { HEADROOM, MemberOrder, viewOf } from './memberOrder';

export interface CanonicalJson {
	/** ASCII bytes. */
	readonly form: Buffer;
	/** Deepest nesting of arrays and objects: 0 for a scalar, 1 for a flat object. */
	readonly depth: number;
	/**
	 * JSON.parse loses nothing: every number is spelled as JavaScript prints it, no object has two
	 * equal keys, and no key is `__proto__`.
	 */
	readonly exactInJavaScript: boolean;
}

/**
 * What CPython prints for `json.dumps(json.loads(raw), separators=(",", ":"), sort_keys=True)`, from
 * the bytes and without ever holding a number that JavaScript might round. Undefined for bytes that are
 * no JSON document. Never throws.
 *
 * It runs before anything is authenticated, so every shape of input takes linear time (n log n for the
 * keys of one object), a small multiple of its own size in memory, and no recursion.
 *
 * Refused, though CPython reads them: the literals NaN, Infinity and -Infinity, UTF-16 and UTF-32, and
 * surrogates encoded in UTF-8. n8n would refuse or change such a body, so what was signed and what is
 * emitted would differ. One leading UTF-8 byte order mark is skipped, as both do.
 *
 * https://github.com/python/cpython/blob/3.11/Modules/_json.c
 */
export function canonicalJson(raw: Buffer): CanonicalJson | undefined {
	return new Writer(raw).document();
}

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const PROTO = Buffer.from('"__proto__"');

/** 1 for the bytes that a string holds and prints as they are. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x7f);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** The letter after the backslash, by the character that it stands for; 0 where there is no such escape. */
const SHORT_ESCAPE = new Uint8Array(128);
/** The other way round. */
const ESCAPED = new Uint8Array(256);
for (const [letter, character] of ['""', '\\\\', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
	SHORT_ESCAPE[character.charCodeAt(0)] = letter.charCodeAt(0);
	ESCAPED[letter.charCodeAt(0)] = character.charCodeAt(0);
}
ESCAPED[0x2f] = 0x2f;

/** What is no hexadecimal digit has a value that puts every number it takes part in out of range. */
const HEX_VALUE = new Int32Array(256).fill(1 << 16);
for (const [k, digit] of [...'0123456789abcdef'].entries()) {
	HEX_VALUE[digit.charCodeAt(0)] = k;
	HEX_VALUE[digit.toUpperCase().charCodeAt(0)] = k;
}

/** Both hexadecimal digits of a byte, for a little-endian write. */
const HEX_PAIR = Uint16Array.from({ length: 256 }, (_, byte) =>
	Buffer.from(byte.toString(16).padStart(2, '0')).readUInt16LE(),
);

/** What is longer is shortened before it is read. */
const LONGEST_FRACTION = 1000;

/** No step prints more than this beyond what it reads, except `characters`, which counts. */
const MARGIN = 32;

/**
 * One pass over the bytes. The output always has room for all of the input that is left, plus MARGIN, so
 * only a step that may print more than it reads has to look for more.
 */
class Writer {
	private i = 0;
	private o = HEADROOM;
	private out: Buffer;
	private outView: DataView;
	private exact = true;
	/** A string was not plain, since this was last reset. */
	private escaped = false;
	/** The input as Latin-1, once a number has to be read: slices of it are cheap. */
	private text: string | undefined;
	private readonly end: number;
	private readonly view: DataView;
	private readonly order = new MemberOrder();

	constructor(private readonly input: Buffer) {
		this.end = input.length;
		this.view = viewOf(input);
		this.out = Buffer.allocUnsafe(HEADROOM + this.end + 2 * MARGIN);
		this.outView = viewOf(this.out);
	}

	document(): CanonicalJson | undefined {
		if (this.at(0) === 0xef && this.at(1) === 0xbb && this.at(2) === 0xbf) this.i = 3;
		if (!this.values()) return undefined;
		this.next();
		if (this.i < this.end) return undefined;
		return {
			form: this.order.arrange(this.out, this.o),
			depth: this.order.depth,
			exactInJavaScript: this.exact && !this.order.hasDuplicates,
		};
	}

	/** Everything from the first value to the end of the outermost one: false if it is malformed. */
	private values(): boolean {
		const { order } = this;
		for (;;) {
			const first = this.next();
			if (first === OPEN_OBJECT) {
				order.openObject();
				this.copy(first);
				if (this.next() !== CLOSE_OBJECT) {
					if (!this.key()) return false;
					continue;
				}
			} else if (first === OPEN_LIST) {
				order.openList();
				this.copy(first);
				if (this.next() !== CLOSE_LIST) continue;
			} else if (!this.scalar(first)) {
				return false;
			}
			for (;;) {
				if (order.atTop()) return true;
				const inObject = order.inObject();
				const mark = this.next();
				if (mark === COMMA) {
					this.copy(mark);
					if (inObject && !this.key()) return false;
					break;
				}
				if (mark !== (inObject ? CLOSE_OBJECT : CLOSE_LIST)) return false;
				order.close(this.outView, this.o);
				this.copy(mark);
			}
		}
	}

	private key(): boolean {
		if (this.next() !== QUOTE) return false;
		const from = this.o;
		this.escaped = false;
		if (!this.string()) return false;
		const to = this.o;
		if (this.next() !== COLON) return false;
		this.copy(COLON);
		this.order.addKey(this.outView, from, to, this.escaped);
		if (to - from === PROTO.length && this.out[from + 1] === PROTO[1] && PROTO.equals(this.out.subarray(from, to))) {
			this.exact = false;
		}
		return true;
	}

	private scalar(first: number): boolean {
		if (first === QUOTE) return this.string();
		if (first === LOWER_T) return this.word(TRUE);
		if (first === LOWER_F) return this.word(FALSE);
		if (first === LOWER_N) return this.word(NULL);
		return this.number();
	}

	private word(word: Buffer): boolean {
		for (const letter of word) {
			if (this.at(this.i) !== letter) return false;
			this.copy(letter);
		}
		return true;
	}

	private string(): boolean {
		const { input, view, end } = this;
		let { out, o } = this;
		let i = this.i + 1;
		out[o++] = QUOTE;
		for (;;) {
			const length = copyPlain(view, i, end, this.outView, o);
			i += length;
			o += length;
			let c = 0;
			while (i < end && PLAIN[(c = input[i])] === 1) {
				out[o++] = c;
				i++;
			}
			if (i >= end) return false;
			this.i = i;
			this.o = o;
			if (c === QUOTE) {
				this.copy(c);
				return true;
			}
			this.escaped = true;
			if (!(c === BACKSLASH ? this.escapes() : this.characters())) return false;
			({ out, o, i } = this);
		}
	}

	/** A run of escapes, none of which is longer in the output than in the input. */
	private escapes(): boolean {
		const { input, end, outView } = this;
		let { i, o } = this;
		while (i < end && input[i] === BACKSLASH) {
			const letter = this.at(i + 1);
			let unit = ESCAPED[letter];
			if (letter === LOWER_U) {
				if (i + 6 > end) return false;
				unit =
					(HEX_VALUE[input[i + 2]] << 12) |
					(HEX_VALUE[input[i + 3]] << 8) |
					(HEX_VALUE[input[i + 4]] << 4) |
					HEX_VALUE[input[i + 5]];
				if (unit > 0xffff) return false;
				i += 6;
			} else {
				if (unit === 0) return false;
				i += 2;
			}
			if (unit < 0x80 && PLAIN[unit] === 1) {
				outView.setUint8(o++, unit);
			} else if (unit < 0x80 && SHORT_ESCAPE[unit] !== 0) {
				outView.setUint16(o, (BACKSLASH << 8) | SHORT_ESCAPE[unit]);
				o += 2;
			} else {
				printUnit(outView, o, unit);
				o += 6;
			}
		}
		this.i = i;
		this.o = o;
		return true;
	}

	/** A run of characters beyond printable ASCII, which have to be well-formed UTF-8. */
	private characters(): boolean {
		const { input, end } = this;
		let { i, o } = this;
		while (i < end && input[i] >= 0x7f) {
			// A byte takes up to five more when it is printed, so there is certainly room for an eighth as many bytes.
			const stop = Math.min(end, i + ((this.room(i, o) - 2 * MARGIN) >> 3));
			if (stop <= i) this.grow(i, o);
			const { outView } = this;
			for (let first = 0; i < stop && (first = input[i]) >= 0x7f; ) {
				if (first >= 0xe0 && first < 0xf0) {
					const count = printThreeByteRun(input, i, Math.min(stop, end - 2), outView, o);
					if (count === 0) return false;
					i += 3 * count;
					o += 6 * count;
					continue;
				}
				const second = i + 1 < end ? input[i + 1] ^ 0x80 : 0xff;
				if (first >= 0xf0) {
					const third = this.at(i + 2) ^ 0x80;
					const fourth = this.at(i + 3) ^ 0x80;
					const rest = (((first & 0x0f) << 18) | (second << 12) | (third << 6) | fourth) - 0x10000;
					if ((second | third | fourth) > 0x3f || rest < 0 || rest > 0xfffff) return false;
					printUnit(outView, o, 0xd800 | (rest >> 10));
					o += 6;
					printUnit(outView, o, 0xdc00 | (rest & 0x3ff));
					i += 4;
				} else if (first === 0x7f) {
					printUnit(outView, o, first);
					i += 1;
				} else {
					if (first < 0xc2 || second > 0x3f) return false;
					printUnit(outView, o, ((first & 0x1f) << 6) | second);
					i += 2;
				}
				o += 6;
			}
		}
		this.i = i;
		this.o = o;
		return i < end && input[i] >= SPACE;
	}

	private number(): boolean {
		const { input, end, out } = this;
		const start = this.i;
		const begin = this.o;
		let o = begin;
		let i = start;
		let c = input[i];
		if (c === MINUS) {
			out[o++] = c;
			i++;
		}
		const whole = i;
		while (i < end && (c = input[i]) >= ZERO && c <= NINE) {
			out[o++] = c;
			i++;
		}
		const digits = i - whole;
		if (digits === 0 || (digits > 1 && input[whole] === ZERO)) return false;
		this.i = i;
		this.o = o;
		if (i < end && (c === POINT || (c | 0x20) === LOWER_E)) return this.float(start, whole, digits);
		if (whole > start && input[whole] === ZERO) {
			// The integer -0 is 0 in Python, and a float in JavaScript.
			this.exact = false;
			out[begin] = ZERO;
			this.o = begin + 1;
		} else if (digits > 15 && this.exact) {
			const token = this.slice(start, i);
			this.exact = digits < 22 && String(Number(token)) === token;
		}
		return true;
	}

	/** The rest of a number that has a fraction or an exponent. */
	private float(start: number, whole: number, digits: number): boolean {
		const { input } = this;
		const point = whole + digits;
		let i = point;
		let fraction = 0;
		if (input[i] === POINT) {
			i = this.skipDigits(point + 1);
			fraction = i - point - 1;
			if (fraction === 0) return false;
		}
		const hasExponent = (this.at(i) | 0x20) === LOWER_E;
		if (hasExponent) {
			const sign = this.at(i + 1);
			const exponent = sign === PLUS || sign === MINUS ? i + 2 : i + 1;
			i = this.skipDigits(exponent);
			if (i === exponent) return false;
		}
		// Up to 15 digits survive the way to a double and back, so the shortest text of the double is this one,
		// unless it ends in needless zeros or is so small that it is printed with an exponent.
		const isWhole = fraction === 1 && input[i - 1] === ZERO;
		const isSmall = fraction > 4 && input[whole] === ZERO && this.view.getInt32(point + 1) === 0x30303030;
		const isShortest = !hasExponent && digits + fraction <= 15 && !isSmall && input[i - 1] !== ZERO;
		if (isShortest || (isWhole && !hasExponent && digits <= 15)) {
			if (isWhole) this.exact = false;
			this.take(i);
			return true;
		}
		const token = fraction > LONGEST_FRACTION ? this.shortened(start, point, point + 1 + fraction, i) : this.slice(start, i);
		const value = Number(token);
		const text = String(value);
		const printed = pythonFloat(value, text);
		if (text !== token) this.exact = false;
		else if (text === printed) {
			this.take(i);
			return true;
		}
		this.o -= point - start;
		this.i = i;
		if (this.room(i, this.o) < 2 * MARGIN) this.grow(i, this.o);
		for (let k = 0; k < printed.length; k++) this.out[this.o++] = printed.charCodeAt(k);
		return true;
	}

	/**
	 * The same double with fewer digits: no double, and no middle between two, has more than 767 digits. So of all further ones
	 * it only matters whether they are zeros. Where leading zeros leave too few digits, the number stays whole.
	 */
	private shortened(start: number, point: number, endOfFraction: number, end: number): string {
		const { input } = this;
		const cut = point + 1 + LONGEST_FRACTION;
		const exponent = input.toString('latin1', endOfFraction, end);
		const kept = input.toString('latin1', start, cut);
		if (/^[-0.]*$/.test(kept.slice(0, LONGEST_FRACTION - 800))) return this.slice(start, end);
		let last = endOfFraction - 1;
		while (last >= cut && input[last] === ZERO) last--;
		return `${kept}${last >= cut ? '1' : ''}${exponent}`;
	}

	private slice(from: number, to: number): string {
		this.text ??= this.input.toString('latin1');
		return this.text.slice(from, to);
	}

	/** Prints the input up to there as it is. */
	private take(to: number): void {
		const { input, out } = this;
		let { i, o } = this;
		if (to - i > 64) {
			input.copy(out, o, i, to);
			o += to - i;
			i = to;
		}
		while (i < to) out[o++] = input[i++];
		this.i = i;
		this.o = o;
	}

	private skipDigits(from: number): number {
		const { input, end, view } = this;
		let i = from;
		while (i + 4 <= end && areDigits(view.getInt32(i))) i += 4;
		while (i < end && input[i] >= ZERO && input[i] <= NINE) i++;
		return i;
	}

	/** Skips white space; the byte that follows it, which may be the end, as `at`. */
	private next(): number {
		const { input, end } = this;
		let i = this.i;
		let c = 0;
		while (i < end && ((c = input[i]) === SPACE || c === NEWLINE || c === RETURN || c === TAB)) i++;
		this.i = i;
		return i < end ? c : 0;
	}

	/** 0, which no document contains, at the end. */
	private at(index: number): number {
		return index < this.end ? this.input[index] : 0;
	}

	private copy(byte: number): void {
		this.out[this.o++] = byte;
		this.i++;
	}

	/** Room in the output beyond what the rest of the input takes as it is. */
	private room(i: number, o: number): number {
		return this.out.length - o - (this.end - i);
	}

	private grow(i: number, o: number): void {
		const rest = this.end - i;
		// As much as the rest will take if it goes on like this. U+007F, the worst, takes six bytes for one.
		const expected = Math.max(2 * this.out.length, o + Math.ceil((1.1 * rest * o) / (i + 1)));
		const grown = Buffer.allocUnsafe(Math.min(expected, o + 6 * rest) + 3 * MARGIN);
		this.out.copy(grown, 0, 0, o);
		this.out = grown;
		this.outView = viewOf(grown);
	}
}

/** Copies plain bytes, four at a time; how many. */
function copyPlain(view: DataView, from: number, end: number, target: DataView, to: number): number {
	const last = end - 4;
	let i = from;
	for (let o = to; i <= last; i += 4, o += 4) {
		const four = view.getInt32(i, true);
		if (!arePlain(four)) break;
		target.setInt32(o, four, true);
	}
	return i - from;
}

/**
 * Whether PLAIN holds for all four bytes. Each term has a byte's highest bit set if that byte is beyond
 * ASCII, below the space, U+007F, a quote or a backslash; carries only arise beside such a finding.
 */
function arePlain(four: number): boolean {
	const quotes = (four ^ 0x22222222) - 0x01010101;
	const backslashes = (four ^ 0x5c5c5c5c) - 0x01010101;
	return ((four | (four - 0x20202020) | (four + 0x01010101) | quotes | backslashes) & 0x80808080) === 0;
}

/** A byte is a digit if it is 3_ in hexadecimal, and still is with six added. */
function areDigits(four: number): boolean {
	return (four & 0xf0f0f0f0) === 0x30303030 && ((four + 0x06060606) & 0xf0f0f0f0) === 0x30303030;
}

/**
 * Prints characters of three bytes until there is another one, or `stop`; how many, or 0 if any is malformed. A loop of its own,
 * because the compiler makes it twice as fast without the other lengths beside it.
 */
function printThreeByteRun(input: Buffer, from: number, stop: number, view: DataView, to: number): number {
	let count = 0;
	for (let i = from, o = to, first = 0; i < stop && (first = input[i]) >= 0xe0 && first < 0xf0; i += 3, o += 6) {
		const second = input[i + 1] ^ 0x80;
		const third = input[i + 2] ^ 0x80;
		const unit = ((first & 0x0f) << 12) | (second << 6) | third;
		if ((second | third) > 0x3f || unit < 0x800 || (unit & 0xf800) === 0xd800) return 0;
		printUnit(view, o, unit);
		count++;
	}
	return count;
}

/** Six bytes: a backslash, a u and the digits. */
function printUnit(view: DataView, at: number, unit: number): void {
	view.setInt32(at, 0x755c | (HEX_PAIR[unit >> 8] << 16), true);
	view.setInt16(at + 4, HEX_PAIR[unit & 0xff], true);
}

/** CPython's repr of a float: the shortest digits, as in JavaScript, but another layout. `text` is String(value). */
function pythonFloat(value: number, text: string): string {
	const magnitude = Math.abs(value);
	if (magnitude >= 1e-4 && magnitude < 1e16) return Number.isInteger(value) ? `${text}.0` : text;
	if (magnitude === Infinity || (magnitude < 1e-9 && magnitude > 0) || magnitude >= 1e21) return text;
	if (magnitude === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
	const [digits, exponent] = value.toExponential().split('e');
	return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** Far below the depth at which the recursion below, or that of JSON.stringify, could overflow. */
const MAX_DEPTH = 1000;

/**
 * What the provider's published TypeScript verifier signs: keys sorted by recursion into new objects,
 * then JSON.stringify. Undefined for a document of which it would lose something.
 */
export function publishedTypeScriptForm({ form, depth, exactInJavaScript }: CanonicalJson): string | undefined {
	if (!exactInJavaScript || depth > MAX_DEPTH) return undefined;
	return JSON.stringify(sortKeys(JSON.parse(form.toString('latin1')) as Json));
}

/**
 * Sorts in place. The canonical form has its keys sorted by code point, which is the order that JavaScript asks for in
 * all but a few documents, so hardly any object has to be made anew.
 */
function sortKeys(value: Json): Json {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) {
		for (const [index, entry] of value.entries()) value[index] = sortKeys(entry);
		return value;
	}
	const keys = Object.keys(value);
	for (const key of keys) value[key] = sortKeys(value[key]);
	if (keys.every((key, index) => index === 0 || keys[index - 1] < key)) return value;
	return Object.fromEntries(keys.sort().map((key) => [key, value[key]]));
}
