import fc from 'fast-check';

import type { Json, JsonObject } from '../../nodes/delivery/json';
import type { Recovery } from '../../nodes/delivery/recovery';
import { cursorIn, pageOver, readPage, RunPages } from '../../nodes/delivery/runPages';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';

const NOW = Date.UTC(2026, 5, 1);
const HOUR = 3_600_000;
const [recovery] = skyvern.recovery!;
const window = { endedFrom: NOW - HOUR, endedUntil: NOW, startedFrom: NOW - 2 * HOUR };
const iso = (time: number) => new Date(time).toISOString().slice(0, -1);
const run = (id: string, hoursAgo: number, more: JsonObject = {}) => ({
	run_id: id,
	status: 'completed',
	created_at: iso(NOW - hoursAgo * HOUR),
	finished_at: iso(NOW - hoursAgo * HOUR + 1000),
	...more,
});

test.each([
	['runs within the window', [run('a', 0.1), run('b', 0.9)], ['a', 'b'], false],
	['a run that has not ended', [run('a', 0.1, { status: 'running', finished_at: null })], [], false],
	['a status that is not known', [run('a', 0.1, { status: 'archived' })], [], false],
	['a long run that ended within', [run('a', 1.5, { finished_at: iso(NOW - 1000) })], ['a'], false],
	['a run without an end that started within', [run('a', 0.5, { finished_at: null })], ['a'], false],
	['a run without an end that started before', [run('a', 1.5, { finished_at: null })], ['a'], false],
	['a run without an end that started too early', [run('a', 3, { finished_at: null })], [], true],
	['a run that started too early', [run('a', 3)], [], true],
	['a run that started too early before one that did not', [run('a', 3), run('b', 0.5)], ['b'], false],
	['a run that ended as the window begins', [run('a', 1, { finished_at: iso(NOW - HOUR) })], ['a'], false],
	['a run that ended as the window ends', [run('a', 0.1, { finished_at: iso(NOW) })], ['a'], false],
	['a run that ended after the grace', [run('a', 0.1, { finished_at: iso(NOW + 1) })], [], false],
	['runs that are no runs', [null, 7, 'x', [], {}, { run_id: 5 }], [], false],
	['nothing', [], [], false],
] as Array<[string, Json[], string[], boolean]>)('a page with %s', (_name, runs, due, isOlder) => {
	const page = readPage(recovery, runs, window);
	expect([page.due.map(({ id }) => id), page.isOlder]).toEqual([due, isOlder]);
});

test('a page reaches back over what was read, and leads on from there', () => {
	for (let reach = 1; reach < 20_000; reach += 97) {
		const { page, size } = pageOver(reach, 10);
		expect(size).toBeLessThanOrEqual(100);
		expect((page - 1) * size).toBeLessThanOrEqual(Math.max(reach - 10, 0));
		expect(page * size).toBeGreaterThan(Math.min(reach, 99));
	}
	expect(pageOver(100, 10)).toEqual({ page: 2, size: 90 });
	expect(pageOver(300, 640)).toEqual({ page: 1, size: 100 });
});

test.each([
	['c', true, 'c'],
	['c', undefined, 'c'],
	['c', false, null],
	[null, undefined, null],
	[undefined, undefined, null],
	['', undefined, null],
	[null, true, undefined],
	[7, true, undefined],
] as Array<[Json | undefined, Json | undefined, string | null | undefined]>)('cursor %j, more %j: %j', (cursor, hasMore, expected) => {
	expect(cursorIn(cursor, hasMore)).toBe(expected);
});

/** A list whose entries are ids; all have just ended. */
const plain: Recovery = {
	listPath: () => '',
	runsOf: (page) => (Array.isArray(page) ? page : undefined),
	listed: ({ id }) => ({ id: String(id), hasEnded: true, startedAt: NOW, endedAt: NOW }),
	read: () => undefined,
};

interface Change {
	/** Where in the list runs vanish, from 0 to 1, and how many. */
	readonly at: number;
	readonly deleted: number;
	/** How many begin, and how many show up anywhere, because they end. */
	readonly begun: number;
	readonly shown: number;
}

/** Reads a list to its end, or as far as it can be read, while it changes before each page. */
function readWhile(length: number, changes: readonly Change[], mostPages: number) {
	let list = Array.from({ length }, (_, index) => `old-${index}`);
	let count = 0;
	const pages = new RunPages(plain, window);
	const changeOnce = ({ at, deleted, begun, shown }: Change) => {
		const index = Math.floor(at * list.length);
		list.splice(index, deleted);
		const later = () => `new-${(count += 1)}`;
		list.splice(Math.floor((1 - at) * list.length), 0, ...Array.from({ length: shown }, later));
		list = [...Array.from({ length: begun }, later), ...list];
	};
	for (let turned = 0; turned < mostPages; turned += 1) {
		if (turned > 0 && changes.length > 0) changeOnce(changes[(turned - 1) % changes.length]);
		const { page, size } = pages.request;
		const state = pages.take(list.slice((page - 1) * size, page * size).map((id) => ({ id })));
		if (state !== 'more') return { state, left: list.filter((id) => id.startsWith('old')), pages, turned: turned + 1 };
	}
	return { state: 'stuck', left: [], pages, turned: mostPages };
}

const change = (most: { deleted: number; begun: number; shown: number }) =>
	fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), deleted: fc.nat(most.deleted), begun: fc.nat(most.begun), shown: fc.nat(most.shown) });

describe('a list that changes between any two calls', () => {
	test('hides nothing that stays in it, whatever happens', () => {
		const busy = fc.array(change({ deleted: 150, begun: 150, shown: 30 }), { maxLength: 12 });
		let ends = 0;
		fc.assert(
			fc.property(fc.nat(900), busy, (length, changes) => {
				const { state, left, pages } = readWhile(length, changes, 40);
				// Stuck, the mark stays: nothing is lost then either.
				if (state !== 'end') return;
				expect(left.filter((id) => !pages.due.has(id))).toEqual([]);
				ends += Number(length > 100 && changes.length > 0);
			}),
			{ numRuns: 500 },
		);
		expect(ends).toBeGreaterThan(100);
	});

	test('is read to its end while it changes at a rate of life, in a bounded number of calls', () => {
		const calm = fc.array(change({ deleted: 5, begun: 20, shown: 5 }), { maxLength: 12 });
		fc.assert(
			fc.property(fc.nat(900), calm, (length, changes) => {
				const { state, left, pages, turned } = readWhile(length, changes, 100);
				expect(state).toBe('end');
				expect(left.filter((id) => !pages.due.has(id))).toEqual([]);
				expect(turned).toBeLessThanOrEqual(2 + Math.ceil(length / 40));
			}),
			{ numRuns: 200 },
		);
	});

	test.each([
		['one run deleted between two pages', 150, [{ at: 0, deleted: 1, begun: 0, shown: 0 }]],
		['twenty runs deleted between two pages', 150, [{ at: 0, deleted: 20, begun: 0, shown: 0 }]],
		['all that was read deleted', 150, [{ at: 0, deleted: 100, begun: 0, shown: 0 }, { at: 0, deleted: 0, begun: 0, shown: 0 }]],
		['a hundred runs begun between two pages', 150, [{ at: 1, deleted: 0, begun: 100, shown: 0 }, ...Array.from({ length: 9 }, () => ({ at: 1, deleted: 0, begun: 0, shown: 0 }))]],
	])('%s: all that are left are found', (_name, length, changes) => {
		const { state, left, pages } = readWhile(length, changes, 100);
		expect(state).toBe('end');
		expect(left.filter((id) => !pages.due.has(id))).toEqual([]);
	});

	test('that grows faster than it can be read is given up, and not taken for read', () => {
		expect(readWhile(150, [{ at: 1, deleted: 0, begun: 100, shown: 0 }], 100)).toMatchObject({ state: 'stuck', turned: 100 });
	});
});

test('a cursor that comes again ends the reading', () => {
	const pages = new RunPages({ ...plain, runsOf: (page) => (page as JsonObject).runs as Json[], cursorOf: () => 'c' }, window);
	expect([pages.take({ runs: [{ id: 'a' }] }), pages.take({ runs: [] })]).toEqual(['more', 'stuck']);
});
