/**
 * A list of integers that grows. It begins in memory that is the same for every document: for a small one,
 * fresh memory would cost more than the work. That is safe because no document waits for another.
 */
class Integers {
	length = 0;

	constructor(public items: Int32Array) {}

	push(item: number): void {
		if (this.length === this.items.length) this.grow();
		this.items[this.length++] = item;
	}

	pop(): number {
		return this.items[--this.length];
	}

	private grow(): void {
		const grown = new Int32Array(4 * this.length);
		grown.set(this.items);
		this.items = grown;
	}
}

const SHARED = Array.from({ length: 7 }, () => new Int32Array(1024));

/** The output begins there, so that there is something in front of it. */
export const HEADROOM = 4;

/** In bytes, with its quotes; for shorter ones it is not worth looking. */
const LONG_KEY = 64;

const LIST = -1;
/** A key is smaller than the one before it, or equal to it. */
const DISORDERED = 1;
const REPEATED = 2;
const OPEN_OBJECT = 0x7b;
const COMMA = 0x2c;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LOWER_A = 0x61;
const LOWER_D = 0x64;
const LOWER_U = 0x75;
/** A backslash and a u. */
const ESCAPED_UNIT = 0x5c75;

/**
 * Puts the members of objects in order while and after a document is written.
 *
 * While it is written, members stay where they are. An object whose keys turn out not to be in order
 * leaves a record of its members' places in the output, in their proper order. At the end `arrange` copies
 * the output once, following the records, so that no byte moves more than once however deep it is nested.
 */
export class MemberOrder {
	depth = 0;
	hasDuplicates = false;
	/** A key has an escape. */
	private escaped = false;
	/** Two keys of this object were found to be equal. */
	private repeated = false;
	/** One per open list or object: LIST, or four times the index of the object's first member, and its flags. */
	private readonly open = new Integers(SHARED[0]);
	/** The members of open objects, four integers each: where the key begins and ends, records before it, prefix. */
	private readonly members = new Integers(SHARED[1]);
	/** Disordered objects in the order of their ends: begin, end, records before it, its part of `plan`. */
	private readonly records = new Integers(SHARED[2]);
	/** Members in order, three integers each: begin, end, records before its end. */
	private readonly plan = new Integers(SHARED[3]);
	private sorted = SHARED[4];
	private merged = SHARED[5];
	/** With so many bytes all keys that are being sorted begin. */
	private shared = 0;

	atTop(): boolean {
		return this.open.length === 0;
	}

	inObject(): boolean {
		return this.open.items[this.open.length - 1] !== LIST;
	}

	openList(): void {
		this.open.push(LIST);
		this.depth = Math.max(this.depth, this.open.length);
	}

	openObject(): void {
		this.open.push(4 * this.members.length);
		this.depth = Math.max(this.depth, this.open.length);
	}

	/** A key of the innermost object, with its quotes, is at `from` to `to` of the output. */
	addKey(out: DataView, from: number, to: number, escaped: boolean): void {
		const { members, open } = this;
		if (escaped) this.escaped = true;
		const top = open.length - 1;
		const last = members.length;
		members.push(from);
		members.push(to);
		members.push(this.records.length);
		members.push(prefix(out, from, to));
		const first = open.items[top] >> 2;
		if (last === first) return;
		const order = this.compare(out, last - 4, last);
		if (order >= 0) open.items[top] |= order > 0 ? DISORDERED : REPEATED;
		// Of a run of equal keys two are enough: the first then reaches to the last, which counts.
		if (order === 0 && last - 4 > first && this.compare(out, last - 8, last - 4) === 0) {
			const { items } = members;
			for (let k = last; k < last + 4; k++) items[k - 4] = items[k];
			members.length = last;
		}
	}

	/** The innermost list or object ends before `at`. */
	close(out: DataView, at: number): void {
		const frame = this.open.pop();
		if (frame === LIST) return;
		if ((frame & (DISORDERED | REPEATED)) !== 0) this.record(out, frame, at);
		this.members.length = frame >> 2;
	}

	private record(out: DataView, frame: number, at: number): void {
		const { plan, records, members: { items, length } } = this;
		const first = frame >> 2;
		const count = (length - first) / 4;
		this.repeated = (frame & REPEATED) !== 0;
		const isDisordered = (frame & DISORDERED) !== 0;
		if (isDisordered && !this.escaped && items[first + 1] - items[first] > LONG_KEY) this.shared = this.sharedBeginning(out, first, count);
		const sorted = isDisordered ? this.sort(out, first, count) : undefined;
		const nth = (/** The place in the order. */ k: number) => (sorted === undefined ? first + 4 * k : sorted[k]);
		if (this.repeated) this.hasDuplicates = true;
		const begin = plan.length;
		for (let k = 0; k < count; k++) {
			const member = nth(k);
			// Of equal keys the last one counts, and the sort has kept their order.
			if (this.repeated && k + 1 < count && this.compare(out, member, nth(k + 1)) === 0) continue;
			// Each member moves with the mark in front of it, which has to be the one for its new place.
			const from = items[member] - 1;
			out.setUint8(from, plan.length === begin ? OPEN_OBJECT : COMMA);
			const next = member + 4;
			plan.push(from);
			plan.push(next < length ? items[next] - 1 : at);
			plan.push(next < length ? items[next + 2] : records.length);
		}
		records.push(items[first] - 1);
		records.push(at);
		records.push(items[first + 2]);
		records.push(begin);
		records.push(plan.length);
		this.shared = 0;
	}

	/** Long keys often differ only at their ends, and a sort would read what they share again and again. */
	private sharedBeginning(out: DataView, first: number, count: number): number {
		const { items } = this.members;
		let shared = items[first + 1] - items[first] - 2;
		for (let member = first + 4; member < first + 4 * count && shared >= 8; member += 4) {
			if (items[member + 3] !== items[first + 3]) return 0;
			const length = Math.min(shared, items[member + 1] - items[member] - 2);
			shared = 0;
			while (shared + 8 <= length && out.getFloat64(items[first] + 1 + shared) === out.getFloat64(items[member] + 1 + shared)) shared += 8;
		}
		return shared >= 8 ? shared : 0;
	}

	/** The members from the first one on, sorted by key; equal keys stay in the order in which they came. */
	private sort(out: DataView, first: number, count: number): Int32Array {
		if (this.sorted.length < count) {
			this.sorted = new Int32Array(2 * count);
			this.merged = new Int32Array(2 * count);
		}
		let { sorted, merged } = this;
		for (let k = 0; k < count; k++) sorted[k] = first + 4 * k;
		const run = 8;
		for (let k = 1; k < count; k++) {
			const member = sorted[k];
			const stop = k - (k % run);
			let place = k;
			for (; place > stop && this.compare(out, sorted[place - 1], member) > 0; place--) {
				sorted[place] = sorted[place - 1];
			}
			sorted[place] = member;
		}
		for (let size = run; size < count; size *= 2) {
			for (let from = 0; from < count; from += 2 * size) {
				const middle = Math.min(from + size, count);
				const to = Math.min(middle + size, count);
				let left = from;
				let right = middle;
				for (let k = from; k < to; k++) {
					const takeLeft = right === to || (left < middle && this.compare(out, sorted[left], sorted[right]) <= 0);
					merged[k] = takeLeft ? sorted[left++] : sorted[right++];
				}
			}
			[sorted, merged] = [merged, sorted];
		}
		return sorted;
	}

	/** Negative, 0 or positive: the order of two members' keys by code points. */
	private compare(out: DataView, member: number, other: number): number {
		const { items } = this.members;
		if (!this.escaped && items[member + 3] !== items[other + 3]) return items[member + 3] - items[other + 3];
		const a = items[member] + 1 + this.shared;
		const b = items[other] + 1 + this.shared;
		const aLength = items[member + 1] - a - 1;
		const bLength = items[other + 1] - b - 1;
		const order = this.escaped
			? compareEscaped(out, a, a + aLength, b, b + bLength)
			: Math.min(aLength, bLength) + this.shared <= 4
				? aLength - bLength
				: comparePlain(out, a, aLength, b, bLength);
		if (order === 0) this.repeated = true;
		return order;
	}

	/** The output from HEADROOM to `end`, with the members of every object in order. */
	arrange(out: Buffer, end: number): Buffer {
		if (this.records.length === 0) return out.subarray(HEADROOM, end);
		const records = this.records.items;
		const plan = this.plan.items;
		const due = new Integers(SHARED[6]);
		const result = Buffer.allocUnsafe(end);
		const source = viewOf(out);
		const target = viewOf(result);
		// From the end to the beginning, since it is the last record that tells what is outermost.
		let written = end;
		let from = HEADROOM;
		let to = end;
		let top = this.records.length;
		let member = 0;
		let firstMember = 0;
		for (;;) {
			const last = top - 5;
			if (last >= 0 && records[last] >= from) {
				// The range ends with a disordered object and what follows it. What precedes it is due later.
				written -= to - records[last + 1];
				copyBackwards(source, records[last + 1], to, target, written);
				due.push(from);
				due.push(records[last]);
				due.push(records[last + 2]);
				due.push(member);
				due.push(firstMember);
				firstMember = records[last + 3];
				member = records[last + 4];
			} else {
				written -= to - from;
				if (to - from > 512) out.copy(result, written, from, to);
				else copyBackwards(source, from, to, target, written);
			}
			if (member > firstMember) {
				member -= 3;
				from = plan[member];
				to = plan[member + 1];
				top = plan[member + 2];
			} else if (due.length > 0) {
				firstMember = due.pop();
				member = due.pop();
				top = due.pop();
				to = due.pop();
				from = due.pop();
			} else {
				return result.subarray(written);
			}
		}
	}
}

/** Copies four bytes at a time, and so up to three too many in front, which is HEADROOM or overwritten later. */
function copyBackwards(source: DataView, from: number, to: number, target: DataView, at: number): void {
	const shift = at - from;
	for (let k = to - 4; k > from - 4; k -= 4) target.setInt32(k + shift, source.getInt32(k, true), true);
}

export function viewOf(buffer: Buffer): DataView {
	return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** The first four bytes of a key, fewer if it is shorter, as a number that has the order of the keys. */
function prefix(out: DataView, from: number, to: number): number {
	const length = to - from - 2;
	const four = out.getInt32(from + 1);
	return length >= 4 ? four : length === 0 ? 0 : four & (-1 << (32 - 8 * length));
}

function comparePlain(out: DataView, a: number, aLength: number, b: number, bLength: number): number {
	const length = Math.min(aLength, bLength);
	let k = 0;
	// As floats, eight bytes can be compared at once: those of ASCII letters are never NaN nor zero.
	while (k + 8 <= length && out.getFloat64(a + k) === out.getFloat64(b + k)) k += 8;
	for (; k + 4 <= length; k += 4) {
		const difference = out.getInt32(a + k) - out.getInt32(b + k);
		if (difference !== 0) return difference;
	}
	for (; k < length; k++) {
		const difference = out.getUint8(a + k) - out.getUint8(b + k);
		if (difference !== 0) return difference;
	}
	return aLength - bLength;
}

/** The same for keys that may contain escapes, whose own characters say nothing about the order. */
function compareEscaped(out: DataView, begin: number, end: number, otherBegin: number, otherEnd: number): number {
	let a = begin;
	let b = otherBegin;
	let afterHigh = false;
	while (a < end && b < otherEnd) {
		const first = out.getUint8(a);
		const isEscape = first === BACKSLASH;
		if (first !== out.getUint8(b) || (isEscape && out.getUint8(a + 1) !== out.getUint8(b + 1))) {
			return rankAt(out, a, afterHigh) - rankAt(out, b, afterHigh);
		}
		let length = isEscape ? 2 : 1;
		if (isEscape && out.getUint8(a + 1) === LOWER_U) {
			if (out.getInt32(a + 2) !== out.getInt32(b + 2)) return rankAt(out, a, afterHigh) - rankAt(out, b, afterHigh);
			afterHigh = out.getUint8(a + 2) === LOWER_D && isHigh(unitAt(out, a));
			length = 6;
		} else {
			afterHigh = false;
		}
		a += length;
		b += length;
	}
	return end - a - (otherEnd - b);
}

/** The place of a code unit in the order of code points, among others that follow the same text. */
function rankAt(out: DataView, at: number, afterHigh: boolean): number {
	const unit = unitAt(out, at);
	// The second half of a character beyond U+FFFF, where another key has the first half alone or another second half.
	if (afterHigh && isLow(unit)) return 0x20000 + unit;
	return isHigh(unit) && out.getUint16(at + 6) === ESCAPED_UNIT && isLow(unitAt(out, at + 6)) ? 0x10000 + unit : unit;
}

function isHigh(unit: number): boolean {
	return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
	return (unit & 0xfc00) === 0xdc00;
}

function unitAt(out: DataView, at: number): number {
	const first = out.getUint8(at);
	if (first !== BACKSLASH) return first;
	const letter = out.getUint8(at + 1);
	if (letter !== LOWER_U) return CHARACTER[letter];
	return (digit(out.getUint8(at + 2)) << 12) | (digit(out.getUint8(at + 3)) << 8) | (digit(out.getUint8(at + 4)) << 4) | digit(out.getUint8(at + 5));
}

function digit(letter: number): number {
	return letter < LOWER_A ? letter - ZERO : letter - LOWER_A + 10;
}

/** What a letter after a backslash stands for. */
const CHARACTER = Uint8Array.from({ length: 128 }, (_, letter) => letter);
CHARACTER[0x62] = 8;
CHARACTER[0x66] = 12;
CHARACTER[0x6e] = 10;
CHARACTER[0x72] = 13;
CHARACTER[0x74] = 9;
