import type { Style } from '../verification/canonicalJson';
import { asciiEscape, asciiString, printJson, pythonNumber, saidBy } from '../verification/canonicalJson';

/** How a program prints JSON: all that two programs disagree on while they mean the same document. */
export interface Printing {
	/** `kept`: as it stands in another text. */
	readonly layout: Layout | 'kept';
	readonly sorted: boolean;
	readonly escapes: 'kept' | 'utf8' | 'ascii' | 'php' | 'go';
	/** Numbers as JavaScript prints them: 1.0 is 1. */
	readonly javaScript?: true;
	/** Numbers as Python prints them: 1e-7 is 1e-07. */
	readonly python?: true;
	/** Whole numbers as Python prints those that it holds as floats: 1 is 1.0. */
	readonly floats?: true;
	/** Members in another order than that of their names, in which they arrived. */
	readonly unsorted?: true;
	/** It arrived as a JSON text in a JSON text. */
	readonly twice?: true;
}

export type Layout = 'compact' | 'spaced' | '2' | '4' | 'tab';

export interface Reprinted {
	readonly printing: Printing;
	readonly text: string;
}

/** What all printings of a body may cost, in characters, where a token costs as much as eight. */
const BUDGET = 8_000_000;
const TOKEN_COST = 8;
/** What cannot be printed so often is not printed at all. */
const LEAST_PRINTINGS = 4;
/** Numbers under so many names are tried as floats in all combinations, and so many names in any order. */
const MOST_NAMES = 5;

const LAYOUTS: Readonly<Record<Layout, Pick<Style, 'colon' | 'comma' | 'indent'>>> = {
	compact: { colon: ':', comma: ',' },
	spaced: { colon: ': ', comma: ', ' },
	'2': { colon: ': ', comma: ',', indent: '  ' },
	'4': { colon: ': ', comma: ',', indent: '    ' },
	tab: { colon: ': ', comma: ',', indent: '\t' },
};
const STRINGS: Readonly<Record<Printing['escapes'], Style['string']>> = {
	kept: (token) => token,
	utf8: (token) => JSON.stringify(saidBy(token)),
	ascii: asciiString,
	php: (token) => asciiString(token).replaceAll('/', '\\/'),
	go: (token) => JSON.stringify(saidBy(token)).replace(/[<>&\u2028\u2029]/g, asciiEscape),
};

const KEPT: Style = { ...LAYOUTS.compact, string: STRINGS.kept, number: (token) => token };
const BY_NAME: Pick<Style, 'place'> = { place: (key) => key };

type Tried = Printing & { readonly layout: Layout };

function inAll(layouts: readonly Layout[], escapes: ReadonlyArray<Printing['escapes']>, other: Partial<Printing> = {}): Tried[] {
	return escapes.flatMap((one) => layouts.map((layout) => ({ sorted: false, escapes: one, ...other, layout })));
}

const ALL: readonly Layout[] = ['compact', 'spaced', '2', '4', 'tab'];
/** The likeliest first. */
const SAME: readonly Tried[] = [
	...inAll(ALL, ['kept', 'utf8', 'ascii']),
	...inAll(ALL, ['utf8'], { javaScript: true }),
	...inAll(ALL, ['utf8', 'ascii'], { python: true }),
	...inAll(ALL, ['kept', 'utf8', 'ascii', 'go'], { sorted: true }),
	...inAll(ALL, ['php', 'go']),
	...inAll(ALL, ['utf8'], { sorted: true, javaScript: true }),
	...inAll(ALL, ['utf8', 'ascii'], { sorted: true, python: true }),
];
const UNSORTED: readonly Tried[] = [
	...inAll(['compact', 'spaced'], ['kept', 'utf8', 'ascii'], { unsorted: true }),
	...inAll(['compact', 'spaced'], ['utf8', 'ascii'], { unsorted: true, python: true }),
];
const WITH_FLOATS: readonly Tried[] = [false, true].flatMap((sorted) => inAll(['compact', 'spaced'], ['ascii', 'utf8'], { sorted, floats: true }));

/**
 * The texts that other programs would have printed for this document, the likeliest first, within a budget: what costs much
 * is printed in fewer ways. Nothing for a text that is not JSON. Never throws. `memberOrder`: that of the provider.
 */
export function* reprint(text: string, memberOrder: readonly string[] = [], budget = BUDGET): Generator<Reprinted> {
	const tokens = tokensIn(text);
	// A text in a text is one token.
	if (!/^\s*"/.test(text) && budget < LEAST_PRINTINGS * (text.length + tokens * TOKEN_COST)) return;
	const names = new Set<string>();
	const style = withNames(STRINGS.kept, (token, name) => {
		if (names.size <= MOST_NAMES && isWhole(token)) names.add(name);
		return token;
	});
	const kept = printJson(text, { ...LAYOUTS.compact, ...style });
	if (kept === undefined) return;
	if (kept.text.startsWith('"')) {
		const inside = saidBy(kept.text);
		yield { printing: { layout: 'kept', sorted: false, escapes: 'kept', twice: true }, text: inside };
		for (const { printing, text: once } of reprint(inside, memberOrder, budget / 2)) yield { printing: { ...printing, twice: true }, text: once };
		return;
	}
	const seen = new Set([text]);
	let left = budget;
	const print = (tried: Tried, written: Partial<Style> & Pick<Style, 'string' | 'number'>): Reprinted[] => {
		const layout = LAYOUTS[tried.layout];
		const cost = text.length + tokens * (TOKEN_COST + (layout.indent?.length ?? 0) * kept.depth);
		if (cost > left) return [];
		const printed = printJson(text, { ...layout, ...(tried.sorted && BY_NAME), ...written })?.text ?? text;
		left -= Math.max(cost, printed.length);
		if (seen.has(printed)) return [];
		seen.add(printed);
		return [{ printing: tried, text: printed }];
	};
	for (const tried of SAME) {
		yield* print(tried, { string: STRINGS[tried.escapes], number: numbersOf(tried) });
	}
	for (const order of isSorted(text) ? ordersOf(text, memberOrder) : []) {
		for (const tried of UNSORTED) {
			yield* print(tried, { string: STRINGS[tried.escapes], number: numbersOf(tried), place: (key) => String.fromCharCode(order.indexOf(key) + 1) });
		}
	}
	for (const floats of combinations([...names])) {
		for (const tried of WITH_FLOATS) {
			const number = (token: string, name: string) => pythonNumber(isWhole(token) && floats.includes(name) ? `${token}.0` : token);
			yield* print(tried, withNames(STRINGS[tried.escapes], number));
		}
	}
}

/** Whether all members are sorted by name, and some object has several: providers do not print them so. */
export function isSorted(text: string): boolean {
	if (BUDGET < LEAST_PRINTINGS * (text.length + tokensIn(text) * TOKEN_COST)) return false;
	const kept = printJson(text, KEPT)?.text;
	return kept !== undefined && /,"[^"]*":/.test(kept) && kept === printJson(text, { ...KEPT, ...BY_NAME })?.text;
}

/** About as many as it has, without reading it. */
function tokensIn(text: string): number {
	return text.match(/[[{,:]/g)?.length ?? 0;
}

/** A style whose numbers know the last text in front of them: the name that they stand under. */
function withNames(string: Style['string'], number: (token: string, name: string) => string): Pick<Style, 'string' | 'number'> {
	let name = '';
	return { string: (token) => string((name = token)), number: (token) => number(token, name) };
}

function isWhole(token: string): boolean {
	return /^-?\d+$/.test(token);
}

/** All of the names first, which is likeliest; nothing for no names. */
function combinations(names: readonly string[]): string[][] {
	if (names.length > MOST_NAMES) return [];
	return Array.from({ length: 2 ** names.length - 1 }, (_, k) => names.filter((_name, bit) => ((k >> bit) & 1) === 0));
}

function numbersOf({ javaScript, python }: Printing): Style['number'] {
	if (javaScript === true) return (token) => JSON.stringify(Number(token));
	return python === true ? pythonNumber : (token) => token;
}

/** The orders in which the names of a text may have stood: those that the provider's does not know in all ways, if they are few. */
function ordersOf(text: string, memberOrder: readonly string[]): string[][] {
	const others = new Set<string>();
	const place = (key: string) => {
		if (others.size <= MOST_NAMES && !memberOrder.includes(key)) others.add(key);
		return key;
	};
	printJson(text, { ...KEPT, place });
	return others.size > MOST_NAMES ? [] : permutations([...others]).map((order) => [...memberOrder, ...order]);
}

function permutations(names: readonly string[]): string[][] {
	if (names.length === 0) return [[]];
	return names.flatMap((name) => permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]));
}
