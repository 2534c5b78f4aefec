/** How a program prints JSON: all that two programs disagree on while they mean the same document. */
export interface Printing {
	readonly layout: 'compact' | 'spaced' | '2' | '4' | 'tab';
	readonly sorted: boolean;
	readonly escapes: 'kept' | 'utf8' | 'ascii' | 'php' | 'go';
	/** Whether numbers are printed as JavaScript does it: 1.0 becomes 1. */
	readonly javaScript?: true;
}

export interface Reprinted {
	readonly printing: Printing;
	readonly text: string;
}

/** A scalar as it is spelled, a list, or the members of an object in their order. */
type Tree = string | Tree[] | { readonly members: ReadonlyArray<readonly [key: string, value: Tree]> };

/** Deeper documents indent to many times their size. */
const DEEPEST = 100;

/**
 * The texts that other programs would have printed for this document, the likeliest first, as long as they take no
 * more than `budget` characters together. Nothing for a text that is not JSON. Never throws.
 */
export function* reprint(text: string, budget: number): Generator<Reprinted> {
	const tree = parse(text);
	if (tree === undefined) return;
	let left = budget;
	const seen = new Set([text]);
	for (const printing of PRINTINGS) {
		const printed = print(tree, printing, left);
		if (printed === undefined) return;
		left -= printed.length;
		if (seen.has(printed)) continue;
		seen.add(printed);
		yield { printing, text: printed };
	}
}

const LAYOUTS = ['compact', 'spaced', '2', '4', 'tab'] as const;
const PRINTINGS: readonly Printing[] = [
	...(['kept', 'utf8', 'ascii'] as const).flatMap((escapes) => LAYOUTS.map((layout) => ({ layout, sorted: false, escapes }))),
	...LAYOUTS.map((layout) => ({ layout, sorted: false, escapes: 'utf8', javaScript: true }) as const),
	...(['kept', 'utf8', 'ascii'] as const).flatMap((escapes) => LAYOUTS.map((layout) => ({ layout, sorted: true, escapes }))),
	...(['php', 'go'] as const).flatMap((escapes) => LAYOUTS.map((layout) => ({ layout, sorted: false, escapes }))),
];

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;

/** Keeps numbers and texts as they are spelled, which JSON.parse does not. */
function parse(text: string): Tree | undefined {
	try {
		JSON.parse(text);
	} catch {
		return undefined;
	}
	// It is JSON, so the tokens below need no checks but the depth.
	const tokens = text.matchAll(TOKEN);
	const next = (): string => String(tokens.next().value);
	const value = (token: string, depth: number): Tree | undefined => {
		if (token !== '[' && token !== '{') return token;
		if (depth === DEEPEST) return undefined;
		const list: Tree[] = [];
		const members: Array<readonly [string, Tree]> = [];
		for (let first = next(); first !== ']' && first !== '}'; first = next()) {
			if (first === ',') first = next();
			if (token === '{') next();
			const child = value(token === '{' ? next() : first, depth + 1);
			if (child === undefined) return undefined;
			if (token === '{') members.push([first, child]);
			else list.push(child);
		}
		return token === '[' ? list : { members };
	};
	return value(next(), 0);
}

/** Undefined when the text would have more than `limit` characters. */
function print(tree: Tree, printing: Printing, limit: number): string | undefined {
	const { layout } = printing;
	const indent = layout === 'tab' ? '\t' : ' '.repeat(layout === '2' || layout === '4' ? Number(layout) : 0);
	const colon = layout === 'compact' ? ':' : ': ';
	const parts: string[] = [];
	let length = 0;
	const put = (part: string) => {
		length += part.length;
		parts.push(part);
		return length <= limit;
	};
	const children = (open: string, list: readonly Tree[], keys: readonly string[] | undefined, close: string, depth: number): boolean => {
		if (list.length === 0) return put(open + close);
		const line = indent === '' ? '' : `\n${indent.repeat(depth + 1)}`;
		const comma = layout === 'spaced' ? ', ' : `,${line}`;
		if (!put(open + line)) return false;
		for (const [index, child] of list.entries()) {
			if (index > 0 && !put(comma)) return false;
			if (keys !== undefined && !put(scalar(keys[index], printing) + colon)) return false;
			if (!walk(child, depth + 1)) return false;
		}
		return put((indent === '' ? '' : `\n${indent.repeat(depth)}`) + close);
	};
	const walk = (node: Tree, depth: number): boolean => {
		if (typeof node === 'string') return put(scalar(node, printing));
		if (Array.isArray(node)) return children('[', node, undefined, ']', depth);
		const members = printing.sorted ? byName(node.members) : node.members;
		return children('{', members.map(([, child]) => child), members.map(([key]) => key), '}', depth);
	};
	return walk(tree, 0) ? parts.join('') : undefined;
}

function byName(members: ReadonlyArray<readonly [string, Tree]>): Array<readonly [string, Tree]> {
	const named = members.map((member) => ({ name: String(JSON.parse(member[0])), member }));
	return named.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))).map(({ member }) => member);
}

function scalar(token: string, { escapes, javaScript }: Printing): string {
	if (!token.startsWith('"')) return javaScript === true ? JSON.stringify(JSON.parse(token)) : token;
	if (escapes === 'kept') return token;
	const text = JSON.stringify(JSON.parse(token));
	switch (escapes) {
		case 'utf8':
			return text;
		case 'ascii':
			return text.replace(/[\x7f-\uffff]/g, escaped);
		case 'php':
			return text.replace(/[\x7f-\uffff]/g, escaped).replaceAll('/', '\\/');
		case 'go':
			return text.replace(/[<>&\u2028\u2029]/g, escaped);
	}
}

function escaped(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
