import fc from 'fast-check';
import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { ClaimedRows } from '../../../nodes/host/deduplication/claimedRows';
import { DeduplicationTable as Table } from '../../../nodes/host/deduplication/deduplicationTable';
import { inRow } from '../../../nodes/host/deduplication/namedRow';
import { claimRows, ownRow, shelf } from '../../../nodes/host/deduplication/rows';
import { firstStep } from '../../../nodes/host/firstStep';
import type { Process } from '../../../nodes/host/process';
import { claimKey, newProcess } from '../../../nodes/host/process';
import { skyvern } from '../../../nodes/SkyvernTrigger/skyvern';
import { NOW } from '../../delivery/deliveries';
import { DeduplicationTable } from './deduplicationTable';

type Here = Process & { clock: { now: number } };

/** A process whose clock stands still until it is moved. */
function process(): Here {
	const clock = { now: NOW };
	return { ...newProcess(() => clock.now, async () => undefined), clock };
}

interface Changes {
	readonly mode?: string;
	readonly here?: Process;
	readonly options?: object;
	readonly node?: Partial<INode>;
	/** n8n's table, where its helper takes the row's name from something else than the node of the execution. */
	readonly helperNode?: Partial<INode>;
}

const item = (id: string) => ({ json: { provider: 'skyvern', delivery: { id } } });

async function run(table: DeduplicationTable, ids: string[], execution: string, changes: Changes = {}) {
	const warned: string[] = [];
	const node = changes.node ?? { id: 'node-1', name: 'Skyvern Trigger' };
	const context = {
		getInputData: () => ids.map(item),
		getMode: () => changes.mode ?? 'webhook',
		getNode: () => ({ ...node }),
		getExecuteData: () => ({ node }),
		getWorkflow: () => ({ id: 'workflow-1' }),
		getExecutionId: () => execution,
		getNodeParameter: () => changes.options ?? {},
		helpers: table.helpers((changes.helperNode ?? node) as INode),
		logger: { warn: (message: string) => warned.push(message) },
	} as unknown as IExecuteFunctions;
	const [items] = await firstStep(context, skyvern, changes.here ?? process());
	return { out: items.map(({ json }) => (json.delivery as { id: string }).id), warned };
}

/** A process that has claimed the events in its webhook, as one that runs alone has. */
function alone(...ids: string[]): Here {
	const here = process();
	for (const id of ids) here.claims.take(claimKey({ getWorkflow: () => ({ id: 'workflow-1' }), getNode: () => ({ id: 'node-1' }) } as IExecuteFunctions, id), NOW);
	return here;
}

describe('another execution', () => {
	test('with the same event ends, one with another event goes on', async () => {
		const table = new DeduplicationTable();
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
		expect((await run(table, ['a', 'b'], '3')).out).toEqual(['b']);
	});

	test.each([{ mode: 'manual' }, { mode: 'retry' }, { options: { ignoreDuplicates: false } }])('%j is not asked', async (changes) => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		expect((await run(table, ['a'], '2', changes)).out).toEqual(['a']);
	});

	test('of another node of the workflow goes on, also where both nodes have one id', async () => {
		const table = new DeduplicationTable();
		const nodes = [{ id: 'node-1', webhookId: 'w-1' }, { id: 'node-1', webhookId: 'w-2' }, { id: 'node-2', webhookId: 'w-3' }].map((node) => ({ ...node, name: 'Trigger' }));
		for (const node of nodes) expect((await run(table, ['a'], '1', { node })).out).toEqual(['a']);
		for (const node of nodes) expect((await run(table, ['a'], '2', { node })).out).toEqual([]);
		const here = process();
		const keys = nodes.map((node) => claimKey({ getWorkflow: () => ({ id: 'workflow-1' }), getNode: () => node } as unknown as IExecuteFunctions, 'a'));
		for (const key of keys) expect(here.claims.take(key, NOW)).toBe(true);
		for (const node of nodes) expect((await run(table, ['b'], '3', { node, here: alone('b') })).out).toEqual(['b']);
	});
});

describe('the same execution goes on', () => {
	test('when another worker runs it again', async () => {
		const table = new DeduplicationTable();
		for (let attempt = 0; attempt < 3; attempt += 1) expect((await run(table, ['a'], '1')).out).toEqual(['a']);
	});

	test.each(['/claim-', '/shelf-'])('when another worker runs it again and the row %s is gone', async (row) => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		table.drop(row);
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('when its worker died after the claim, and what it left out is made up for', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		table.drop('/shelf-');
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		table.drop('/claim-');
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('when n8n runs its first step again, whatever was overwritten meanwhile', async () => {
		const table = new DeduplicationTable();
		const here = process();
		expect((await run(table, ['a'], '1', { here })).out).toEqual(['a']);
		for (const name of table.rows.keys()) table.rows.set(name, (table.rows.get(name) ?? []).map((entry) => String(entry).replace(/a\/1$/, 'a/2')));
		expect((await run(table, ['a'], '1', { here })).out).toEqual(['a']);
		expect((await run(table, ['a'], '3', { here })).out).toEqual([]);
	});
});

describe('an execution that ended as a duplicate ends again when another worker runs it again', () => {
	test.each([
		['of an event that was claimed a moment ago', ''],
		['of one whose claim is gone', '/claim-'],
	])('%s', async (_name, gone) => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		if (gone !== '') table.drop(gone);
		for (let attempt = 0; attempt < 3; attempt += 1) expect((await run(table, ['a'], '2')).out).toEqual([]);
		expect(table.named('claim')).toHaveLength(gone === '' ? 1 : 0);
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
	});

	test('of one that a process has taken that ran alone', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1', { here: alone('a') });
		for (let attempt = 0; attempt < 3; attempt += 1) expect((await run(table, ['a'], '2')).out).toEqual([]);
	});
});

describe('two processes at once', () => {
	const executions = (events: fc.Arbitrary<string>) =>
		fc.record({
			all: fc.array(fc.record({ id: events, process: fc.nat({ max: 2 }), start: fc.nat({ max: 30 }) }), { minLength: 1, maxLength: 12 }),
			turns: fc.infiniteStream(fc.nat({ max: 6 })),
		});
	type Executions = ReturnType<typeof executions> extends fc.Arbitrary<infer T> ? T : never;

	async function runAll(table: DeduplicationTable, { all, turns }: Executions, changes: Changes = {}): Promise<string[]> {
		table.turns = () => Number(turns.next().value);
		const processes = [process(), process(), process()];
		const results = await Promise.all(
			all.map(async ({ id, process: of, start }, k) => {
				for (let turn = 0; turn < start; turn += 1) await Promise.resolve();
				return await run(table, [id], String(k), { here: processes[of], ...changes });
			}),
		);
		expect(results.flatMap(({ warned }) => warned)).toEqual([]);
		return results.flatMap(({ out }) => out).sort();
	}

	const ofAll = ({ all }: Executions) => [...new Set(all.map(({ id }) => id))].sort();

	test('of several executions of one event exactly one goes on', async () => {
		const given = executions(fc.constantFrom('a', 'b', 'c'));
		await fc.assert(fc.asyncProperty(given, async (some) => expect(await runAll(new DeduplicationTable(), some)).toEqual(ofAll(some))), { numRuns: 1000 });
	});

	test('so it is where another event holds the first two rows', async () => {
		const given = executions(fc.constant('a'));
		await fc.assert(
			fc.asyncProperty(given, async (some) => {
				const table = new DeduplicationTable();
				for (const { name } of claimRows('workflow-1/node-1/a').slice(0, 2)) table.rows.set(`workflow-1 n:node-1/${name}`, [name, 'other']);
				expect(await runAll(table, some)).toEqual(['a']);
			}),
			{ numRuns: 300 },
		);
	});

	test.each<[string, Changes, (table: DeduplicationTable) => void]>([
		['where other events hold all rows', {}, (table) => claimRows('workflow-1/node-1/a').forEach(({ name }) => table.rows.set(`workflow-1 n:node-1/${name}`, [name, 'other']))],
		['where the node cannot be changed', { node: Object.freeze({ id: 'node-1', name: 'Trigger' }) }, () => undefined],
		["where n8n takes the row's name elsewhere", { helperNode: { id: 'node-1' } }, () => undefined],
	])('%s, each event goes on somewhere', async (_name, changes, before) => {
		const given = executions(fc.constantFrom('a', 'b', 'c'));
		await fc.assert(
			fc.asyncProperty(given, async (some) => {
				const table = new DeduplicationTable();
				before(table);
				expect([...new Set(await runAll(table, some, changes))]).toEqual(ofAll(some));
			}),
			{ numRuns: 300 },
		);
	});

	test('one that runs alone and one that shares lose no event', async () => {
		const given = fc.infiniteStream(fc.nat({ max: 6 }));
		await fc.assert(
			fc.asyncProperty(given, async (turns) => {
				const table = new DeduplicationTable();
				table.turns = () => Number(turns.next().value);
				const both = await Promise.all([run(table, ['a'], '1', { here: alone('a') }), run(table, ['a'], '2')]);
				expect(both.flatMap(({ out }) => out)).toContain('a');
			}),
			{ numRuns: 500 },
		);
	});
});

describe('where n8n has no rows but one for each node', () => {
	test.each<[string, Changes]>([
		['the node cannot be changed', { node: Object.freeze({ id: 'node-1', name: 'Trigger' }) }],
		['the node cannot be changed any more', { node: Object.seal({ id: 'node-1', name: 'Trigger' }) }],
		["n8n takes the row's name elsewhere", { helperNode: { id: 'node-1' } }],
	])('events are taken in that: %s', async (_name, changes) => {
		const table = new DeduplicationTable();
		for (let k = 0; k < 30; k += 1) expect((await run(table, [`event-${k}`], `a${k}`, changes)).out).toEqual([`event-${k}`]);
		for (let k = 0; k < 30; k += 1) expect((await run(table, [`event-${k}`], `b${k}`, changes)).out).toEqual([]);
		expect((await run(table, ['event-0'], 'a0', changes)).out).toEqual(['event-0']);
		expect((await run(table, ['event-0'], 'b0', changes)).out).toEqual([]);
		expect([...table.rows.keys()]).toEqual(['workflow-1 n:node-1']);
		expect(table.size).toBe(60);
	});
});

describe('a process that runs alone', () => {
	test('asks one row', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1', { here: alone('a') });
		expect(table.calls.map(({ call, row }) => `${call} ${row.replace(/shelf-..$/, 'shelf')}`)).toEqual(['count workflow-1 n:node-1/shelf', 'check workflow-1 n:node-1']);
		expect([...table.rows.values()]).toEqual([['workflow-1/node-1/a']]);
	});

	test('is followed by several, and they by one: what was taken stays taken', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1', { here: alone('a') });
		expect((await run(table, ['a'], '2')).out).toEqual([]);
		expect((await run(table, ['b'], '3')).out).toEqual(['b']);
		table.drop('/claim-');
		expect((await run(table, ['a'], '4', { here: alone('a') })).out).toEqual([]);
		expect((await run(table, ['b'], '5', { here: alone('b') })).out).toEqual([]);
	});

	test('remembers the last 1,000 events', async () => {
		const table = new DeduplicationTable();
		for (let k = 0; k <= 1000; k += 1) await run(table, [`event-${k}`], String(k), { here: alone(`event-${k}`) });
		expect(table.size).toBe(1000);
		expect((await run(table, ['event-1000'], 'x', { here: alone('event-1000') })).out).toEqual([]);
		expect((await run(table, ['event-0'], 'y', { here: alone('event-0') })).out).toEqual(['event-0']);
	});

	test('loses no record of executions at once', async () => {
		const table = new DeduplicationTable();
		const ids = Array.from({ length: 200 }, (_entry, k) => `event-${k}`);
		const here = alone(...ids);
		await Promise.all(ids.map(async (id, k) => await run(table, [id], `a${k}`, { here })));
		const again = await Promise.all(ids.map(async (id, k) => await run(table, [id], `b${k}`, { here })));
		expect(again.flatMap(({ out }) => out)).toEqual([]);
	});

	test('asks in one call what executions ask while the row is busy, unless they ask for the same event', async () => {
		const table = new DeduplicationTable();
		const ids = ['first', ...Array.from({ length: 30 }, (_entry, k) => `event-${k}`), 'event-7', 'last'];
		const here = alone(...ids);
		const all = await Promise.all(ids.map(async (id, k) => await run(table, [id], String(k), { here })));
		expect(all.map(({ out }) => out.length)).toEqual(ids.map((_id, k) => (k === 31 ? 0 : 1)));
		expect(table.calls.filter(({ call }) => call === 'check').map(({ entries }) => entries)).toEqual([31, 2]);
	});

	test.each([[[true, false]], [[false, true]]])('does not shorten what the row keeps when calls are joined that want more and less of it: %j', async (kinds) => {
		const table = new DeduplicationTable();
		const own = Array.from({ length: 1500 }, (_entry, k) => `old-${k}`);
		table.rows.set('workflow-1 n:node-1', own);
		const here = process();
		const context = { getWorkflow: () => ({ id: 'workflow-1' }), getNode: () => ({ id: 'node-1' }), helpers: table.helpers({ id: 'node-1' }) } as unknown as IExecuteFunctions;
		const rows = new Table(context, here);
		await Promise.all(kinds.map(async (isShared) => await rows.take(ownRow(isShared), [String(isShared)])));
		expect(table.calls.map(({ entries }) => entries)).toEqual([2]);
		expect(table.size).toBe(1502);
	});
});

describe('the rows of claims and shelves', () => {
	const shelfOf = (id: string) => shelf(`workflow-1/node-1/${id}`);
	const contextOf = (table: DeduplicationTable, node: object) =>
		({ getWorkflow: () => ({ id: 'workflow-1' }), getNode: () => ({ id: 'node-1' }), getExecuteData: () => ({ node }), helpers: table.helpers(node as INode) }) as unknown as IExecuteFunctions;

	test('are never cleared in place of the row that n8n has for the node', async () => {
		const table = new DeduplicationTable();
		table.rows.set('workflow-1 n:node-1', ['a']);
		const rows = new Table(contextOf(table, Object.freeze({ id: 'node-1' })), process());
		await expect(rows.clear(shelfOf('a'))).rejects.toThrow('no row shelf-');
		expect(table.own).toEqual(['a']);
	});

	test('lose nothing where one execution takes and another one takes back', async () => {
		const table = new DeduplicationTable();
		const rows = new Table(contextOf(table, { id: 'node-1' }), process());
		await rows.take(shelfOf('a'), ['a', 'b']);
		await Promise.all([rows.forget(shelfOf('a'), ['a']), rows.take(shelfOf('a'), ['c'])]);
		expect([...table.rows.values()]).toEqual([['b', 'c']]);
	});

	test('are at most 65,536 and 256, and take at most 4 and 32 events', async () => {
		const rows = Array.from({ length: 200_000 }, (_event, k) => `workflow-1/node-1/${k}`);
		const names = (of: (event: string) => string[]) => new Set(rows.flatMap(of));
		expect(names((event) => claimRows(event).map(({ name }) => name)).size).toBeLessThanOrEqual(65_536);
		expect(names((event) => [shelf(event).name]).size).toBe(256);
		const table = new DeduplicationTable();
		for (let k = 0; k < 3000; k += 1) await run(table, [`event-${k}`], String(k));
		for (const [name, entries] of table.rows) expect(entries.length).toBeLessThanOrEqual(name.includes('/claim-') ? 9 : 64);
		expect(table.named('claim').length).toBe(3000);
		expect(table.size).toBe(0);
	});

	test('a shelf makes room for the newest, a claim row too', async () => {
		const table = new DeduplicationTable();
		const full = (prefix: string, count: number) => Array.from({ length: count }, (_entry, k) => `${prefix}-${k}`);
		const [claim] = claimRows('workflow-1/node-1/a');
		table.rows.set(`workflow-1 n:node-1/${claim.name}`, [claim.name, ...full('other', 8)]);
		table.rows.set(`workflow-1 n:node-1/${shelf('workflow-1/node-1/a').name}`, full('other', 64));
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect(table.rows.get(`workflow-1 n:node-1/${claim.name}`)).toEqual([...full('other', 8).slice(1), 'workflow-1/node-1/a', 'workflow-1/node-1/a/1']);
		expect(table.rows.get(`workflow-1 n:node-1/${shelf('workflow-1/node-1/a').name}`)).toHaveLength(64);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('of a claim are cleared a minute later, by the process that wrote them, when another event comes', async () => {
		const table = new DeduplicationTable();
		const here = process();
		for (const id of ['a', 'b']) await run(table, [id], id, { here });
		here.clock.now += 59_000;
		await run(table, ['c'], 'c', { here });
		expect(table.named('claim')).toHaveLength(3);
		here.clock.now += 1000;
		await run(table, ['d'], 'd', { here });
		expect(table.named('claim')).toHaveLength(2);
		await run(table, ['e'], 'e');
		here.clock.now += 60_000;
		await run(table, ['f'], 'f', { here });
		expect(table.named('claim')).toHaveLength(2);
		for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) expect((await run(table, [id], `${id}2`)).out).toEqual([]);
	});

	test('that was written again is cleared after those written before, for all its events', () => {
		const rows = new ClaimedRows();
		const [x, y, z] = ['x', 'y', 'z'].map((key) => ({ key, mark: `${key}/1`, isShared: true }));
		for (const [row, event, at] of [['a', x, 0], ['b', y, 30_000], ['a', z, 45_000]] as const) rows.note('node', row, event, at);
		expect(rows.due('node', 90_000)).toEqual([{ name: 'b', events: [y] }]);
		expect(rows.due('another node', 200_000)).toEqual([]);
		expect(rows.due('node', 105_000)).toEqual([{ name: 'a', events: [x, z] }]);
		expect(rows.due('node', 200_000)).toEqual([]);
	});

	test('a row is cleared by the process that took the event, not by one that met it as a duplicate', async () => {
		const table = new DeduplicationTable();
		const [here, elsewhere] = [process(), process()];
		await run(table, ['a'], '1', { here });
		await run(table, ['a'], '2', { here: elsewhere });
		for (const each of [elsewhere, here]) {
			each.clock.now += 60_000;
			await run(table, [`after ${each === here}`], '3', { here: each });
			expect(table.named('claim').filter((name) => name.endsWith(claimRows('workflow-1/node-1/a')[0].name))).toHaveLength(each === here ? 0 : 1);
		}
	});

	test('a row is kept until the shelf has the event, a minute after it was told', async () => {
		const table = new DeduplicationTable();
		const here = process();
		const later = async (id: string) => {
			here.clock.now += 60_000;
			await run(table, [id], id, { here });
		};
		const isClaimed = () => table.named('claim').some((name) => name.endsWith(claimRows('workflow-1/node-1/a')[0].name));
		await run(table, ['a'], '1', { here });
		table.drop(shelfOf('a').name);
		await later('b');
		expect(isClaimed()).toBe(true);
		table.drop(shelfOf('a').name);
		await later('c');
		expect(isClaimed()).toBe(true);
		await later('d');
		expect(isClaimed()).toBe(false);
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('a shelf that cannot be asked keeps the row', async () => {
		const table = new DeduplicationTable();
		const here = process();
		await run(table, ['a'], '1', { here });
		here.clock.now += 60_000;
		table.break();
		await run(table, ['b'], '2', { here });
		table.break(false);
		expect(table.named('claim')).toHaveLength(1);
		here.clock.now += 60_000;
		await run(table, ['c'], '3', { here });
		expect(table.named('claim')).toHaveLength(1);
		expect((await run(table, ['a'], '4')).out).toEqual([]);
	});

	test('of several events on one shelf, written by several processes at once, none is forgotten', async () => {
		const onOne = Array.from({ length: 2000 }, (_event, k) => `event-${k}`).filter((id) => shelfOf(id).name === 'shelf-00');
		const given = fc.record({
			all: fc.array(fc.record({ id: fc.constantFrom(...onOne.slice(0, 6)), process: fc.nat({ max: 2 }) }), { minLength: 2, maxLength: 10 }),
			turns: fc.infiniteStream(fc.nat({ max: 6 })),
		});
		await fc.assert(
			fc.asyncProperty(given, async ({ all, turns }) => {
				const table = new DeduplicationTable();
				table.turns = () => Number(turns.next().value);
				const processes = [process(), process(), process()];
				await Promise.all(all.map(async ({ id, process: of }, k) => await run(table, [id], String(k), { here: processes[of] })));
				for (let minute = 0; minute < 2; minute += 1) {
					for (const here of processes) here.clock.now += 60_000;
					await Promise.all(processes.map(async (here, k) => await run(table, [`minute ${minute}, process ${k}`], `m${minute}-${k}`, { here })));
				}
				for (const [k, { id }] of all.entries()) expect((await run(table, [id], `again-${k}`)).out).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});

	test('a row that another process left behind is cleared by who finds it', async () => {
		const table = new DeduplicationTable();
		const here = process();
		const [held] = claimRows('workflow-1/node-1/a');
		table.rows.set(`workflow-1 n:node-1/${held.name}`, [held.name, 'left behind']);
		await run(table, ['a'], '1', { here });
		here.clock.now += 60_000;
		await run(table, ['b'], '2', { here });
		expect(table.named('claim')).toEqual([`workflow-1 n:node-1/${claimRows('workflow-1/node-1/b')[0].name}`]);
	});

	test('of 5,000 events in a minute the oldest are cleared at once, and after a burst a few with each event', async () => {
		const table = new DeduplicationTable();
		const here = process();
		for (let k = 0; k < 5000; k += 1) await run(table, [`event-${k}`], String(k), { here });
		expect(table.named('claim').length).toBeLessThanOrEqual(4100);
		here.clock.now += 60_000;
		const before = table.named('claim').length;
		await run(table, ['a'], 'a', { here });
		expect(table.named('claim')).toHaveLength(before - 5 + 1);
	});

	test('that cannot be cleared hold nothing up', async () => {
		const table = new DeduplicationTable();
		const here = process();
		await run(table, ['a'], '1', { here });
		here.clock.now += 60_000;
		jest.spyOn(table, 'clearAllProcessedItems').mockRejectedValueOnce(new Error('no'));
		expect(await run(table, ['b'], '2', { here })).toEqual({ out: ['b'], warned: [] });
	});
});

describe('a table that fails', () => {
	test('because it cannot be reached lets the item through, with a warning', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		table.break();
		for (const here of [process(), alone('a')]) {
			const { out, warned } = await run(table, ['a'], '2', { here });
			expect(out).toEqual(['a']);
			expect(warned).toEqual([expect.stringContaining('may run twice')]);
		}
	});

	test.each([['shared', () => process()], ['alone', () => alone('a')]])('after it took the event: the event goes on: %s', async (_name, here) => {
		const table = new DeduplicationTable();
		table.loseAnswer();
		const { out, warned } = await run(table, ['a'], '1', { here: here() });
		expect(out).toEqual(['a']);
		expect(warned).toHaveLength(1);
		expect((await run(table, ['a'], '2', { here: here() })).out).toEqual([]);
	});

	test('at one of several events says so once, and keeps what it said of the others', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		table.loseAnswer();
		const { out, warned } = await run(table, ['b', 'a'], '2');
		expect(out).toEqual(['b']);
		expect(warned).toHaveLength(1);
	});

	test('to forget a mark changes nothing', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		jest.spyOn(table, 'removeProcessed').mockRejectedValueOnce(new Error('no'));
		expect(await run(table, ['a'], '2')).toEqual({ out: [], warned: [] });
	});

	test('to answer holds nothing up', async () => {
		const table = new DeduplicationTable();
		const silence = async () => await new Promise<never>(() => undefined);
		jest.spyOn(table, 'helpers').mockReturnValue({ checkProcessedAndRecord: silence, removeProcessed: silence, clearAllProcessedItems: silence, getProcessedDataCount: silence });
		const asked: number[] = [];
		const here = newProcess(() => NOW, async () => undefined, (ms) => {
			asked.push(ms);
			const end = new AbortController();
			queueMicrotask(() => end.abort());
			return end.signal;
		});
		expect(await run(table, ['a'], '1', { here })).toEqual({ out: ['a'], warned: [expect.stringContaining('could not be reached')] });
		expect(asked).toEqual([10_000]);
	});
});

describe('the id of the node, which names the row', () => {
	const asked: string[] = [];
	const contextOf = (node: object) => ({ getExecuteData: () => ({ node }) }) as unknown as IExecuteFunctions;

	test('is the row for the length of the call, and its own again before anything is awaited', async () => {
		const node = { id: 'node-1', name: 'Trigger' };
		const called = inRow(contextOf(node), 'row', async () => {
			asked.push(node.id);
			await Promise.resolve();
			asked.push(node.id);
		});
		asked.push(node.id);
		await called;
		expect(asked).toEqual(['node-1/row', 'node-1', 'node-1']);
		expect(Object.getOwnPropertyDescriptor(node, 'id')).toEqual({ value: 'node-1', writable: true, enumerable: true, configurable: true });
	});

	test('is its own again where the call throws', () => {
		const node = { id: 'node-1' };
		const call = () => {
			throw new Error(node.id);
		};
		expect(() => inRow(contextOf(node), 'row', call)).toThrow('node-1/row');
		expect(node.id).toBe('node-1');
	});

	test('of a frozen node stays, and nothing is called', () => {
		const call = jest.fn();
		expect(inRow(contextOf(Object.freeze({ id: 'node-1' })), 'row', call)).toBeUndefined();
		expect(call).not.toHaveBeenCalled();
	});

	test('that nobody read names no row', async () => {
		const failed = Promise.reject(new Error('no'));
		expect(inRow(contextOf({ id: 'node-1' }), 'row', async () => await failed)).toBeUndefined();
		await expect(failed).rejects.toThrow('no');
	});
});
