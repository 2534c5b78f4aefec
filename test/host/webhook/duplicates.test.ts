import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { Claims } from '../../../nodes/delivery/claims';
import { firstStep } from '../../../nodes/host/firstStep';
import type { Process } from '../../../nodes/host/process';
import { newProcess } from '../../../nodes/host/process';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { skyvern } from '../../../nodes/SkyvernTrigger/skyvern';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentials, NOW, providers, signed } from '../../delivery/builders';
import { DeduplicationTable } from '../deduplication/deduplicationTable';
import { webhookContext } from './webhookContext';

function process(): Process {
	return newProcess(() => NOW, async () => undefined);
}

async function deliver(changes: Partial<Parameters<typeof webhookContext>[0]>, here: Process) {
	const delivery = signed('skyvern');
	const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body, ...changes });
	const { workflowData } = await receiveDelivery(made.context, providers.skyvern, here);
	return { started: workflowData !== undefined, response: made.response };
}

describe('claims of the process', () => {
	test('of 100 identical deliveries at once one starts an execution', async () => {
		const here = process();
		const all = await Promise.all(Array.from({ length: 100 }, async () => await deliver({}, here)));
		expect(all.filter(({ started }) => started)).toHaveLength(1);
		expect(all.filter(({ response }) => response.body !== undefined).map(({ response }) => response.body)).toEqual(Array(99).fill({ status: 'duplicate' }));
	});

	test.each<[string, (response: Awaited<ReturnType<typeof deliver>>['response']) => void, boolean]>([
		['acknowledged', (response) => response.finish(200), false],
		['acknowledged otherwise', (response) => response.finish(204), false],
		['answered 199', (response) => response.finish(199), true],
		['answered 302', (response) => response.finish(302), true],
		['answered 404', (response) => response.finish(404), true],
		['answered 413', (response) => response.finish(413), true],
		['answered 500', (response) => response.finish(500), true],
		['hung up first', (response) => response.abort(), true],
	])('%s', async (_name, end, again) => {
		const here = process();
		const { started, response } = await deliver({}, here);
		expect(started).toBe(true);
		end(response);
		expect((await deliver({}, here)).started).toBe(again);
	});

	test('another node, a manual test and Ignore Duplicates off start again', async () => {
		const here = process();
		expect((await deliver({}, here)).started).toBe(true);
		expect((await deliver({ nodeId: 'node-2' }, here)).started).toBe(true);
		expect((await deliver({ mode: 'manual' }, here)).started).toBe(true);
		expect((await deliver({ parameters: { options: { ignoreDuplicates: false } } }, here)).started).toBe(true);
		expect((await deliver({}, here)).started).toBe(false);
	});

	test('what is older than claims reach back starts nothing, unless it is replayed on purpose', async () => {
		const later = newProcess(() => NOW + 8 * 86_400_000, async () => undefined);
		const refused = await deliver({ parameters: { options: { maximumAge: 0 } } }, later);
		expect(refused).toMatchObject({ started: false, response: { statusCode: 401 } });
		expect(await deliver({ parameters: { options: { maximumAge: 0, ignoreDuplicates: false } } }, later)).toMatchObject({ started: true });
	});

	test('a claim that could not be watched is not kept', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		jest.spyOn(made.context, 'getResponseObject').mockImplementationOnce(() => {
			throw new Error('gone');
		});
		await receiveDelivery(made.context, providers.skyvern, here);
		expect(made.response.statusCode).toBe(503);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('a claim whose answer cannot be watched is not kept', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		jest.spyOn(made.response, 'once').mockImplementationOnce(() => {
			throw new Error('gone');
		});
		await receiveDelivery(made.context, providers.skyvern, here);
		expect(made.response.statusCode).toBe(503);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('a duplicate that ends badly leaves the claim where it is', async () => {
		const here = process();
		expect((await deliver({}, here)).started).toBe(true);
		(await deliver({}, here)).response.abort();
		expect((await deliver({}, here)).started).toBe(false);
	});

	test('a duplicate whose caller hangs up before the answer leaves the claim where it is', async () => {
		const here = process();
		const first = await deliver({}, here);
		const delivery = signed('skyvern');
		const second = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		// Nothing leaves any more.
		jest.spyOn(second.response, 'json').mockReturnThis();
		expect((await receiveDelivery(second.context, providers.skyvern, here)).workflowData).toBeUndefined();
		second.response.abort();
		expect((await deliver({}, here)).started).toBe(false);
		first.response.finish(500);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('who has hung up before the claim takes none', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		made.response.abort();
		expect((await receiveDelivery(made.context, providers.skyvern, here)).workflowData).toBeDefined();
		expect((await deliver({}, here)).started).toBe(true);
	});

	/** What claims should be: the keys of the last `limit` takings that are not older than the reach. */
	class Model {
		taken: Array<{ key: string; at: number }> = [];
		now = 0;
	}
	const REACH = 10;
	const LIMIT = 5;
	const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
	const take = key.map((name): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model, claims) => {
			model.taken = model.taken.filter(({ at }) => at >= model.now - REACH);
			const expected = !model.taken.some((entry) => entry.key === name);
			expect(claims.take(name, model.now)).toBe(expected);
			if (expected) model.taken = [...model.taken, { key: name, at: model.now }].slice(-LIMIT);
			expect(claims.size).toBe(model.taken.length);
		},
		toString: () => `take ${name}`,
	}));
	const release = key.map((name): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model, claims) => {
			claims.release(name);
			model.taken = model.taken.filter((entry) => entry.key !== name);
		},
		toString: () => `release ${name}`,
	}));
	const wait = fc.nat({ max: 12 }).map((ms): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model) => {
			model.now += ms;
		},
		toString: () => `wait ${ms}`,
	}));

	test('behave like a set with a clock', () => {
		fc.assert(
			fc.property(fc.commands([take, take, release, wait], { maxCommands: 60, size: 'max' }), (commands) => {
				fc.modelRun(() => ({ model: new Model(), real: new Claims(REACH, LIMIT) }), commands);
			}),
			{ numRuns: 500 },
		);
	});
});

describe("n8n's deduplication table, asked in the first step", () => {
	const item = (id: string) => ({ json: { provider: 'skyvern', delivery: { id } } });
	async function run(table: DeduplicationTable, ids: string[], execution: string, changes: { mode?: string; here?: Process; options?: object } = {}) {
		const warned: string[] = [];
		const context = {
			getInputData: () => ids.map(item),
			getMode: () => changes.mode ?? 'webhook',
			getNode: () => ({ id: 'node-1', name: 'Skyvern Trigger' }),
			getWorkflow: () => ({ id: 'workflow-1' }),
			getExecutionId: () => execution,
			getNodeParameter: () => changes.options ?? {},
			helpers: table.helpers(),
			logger: { warn: (message: string) => warned.push(message) },
		} as unknown as IExecuteFunctions;
		const [items] = await firstStep(context, skyvern, changes.here ?? process());
		return { out: items.map(({ json }) => (json.delivery as { id: string }).id), warned };
	}

	test('another execution with the same event ends, one with another event goes on', async () => {
		const table = new DeduplicationTable();
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
		expect((await run(table, ['a', 'b'], '3')).out).toEqual(['b']);
	});

	test('the same execution goes on when another worker runs it again', async () => {
		const table = new DeduplicationTable();
		for (let attempt = 0; attempt < 3; attempt += 1) expect((await run(table, ['a'], '1')).out).toEqual(['a']);
	});

	test('the same execution goes on when n8n runs its first step again, whatever was overwritten meanwhile', async () => {
		const table = new DeduplicationTable();
		const here = process();
		expect((await run(table, ['a'], '1', { here })).out).toEqual(['a']);
		table.overwrite(['a', 'a/2']);
		expect((await run(table, ['a'], '1', { here })).out).toEqual(['a']);
		expect((await run(table, ['a'], '3', { here })).out).toEqual([]);
	});

	test.each([{ mode: 'manual' }, { mode: 'retry' }, { options: { ignoreDuplicates: false } }])('%j is not asked', async (changes) => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		expect((await run(table, ['a'], '2', changes)).out).toEqual(['a']);
	});

	test('a first insert that collides with another process is tried again', async () => {
		const table = new DeduplicationTable();
		table.collideOnce();
		expect((await run(table, ['a'], '1')).out).toEqual(['a']);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('a table that cannot be reached lets the item through, with a warning', async () => {
		const table = new DeduplicationTable();
		await run(table, ['a'], '1');
		table.break();
		const { out, warned } = await run(table, ['a'], '2');
		expect(out).toEqual(['a']);
		expect(warned).toEqual([expect.stringContaining('may run twice')]);
	});

	test('an event goes on when the table took it and the answer was lost', async () => {
		const table = new DeduplicationTable();
		table.loseAnswer();
		const { out, warned } = await run(table, ['a'], '1');
		expect(out).toEqual(['a']);
		expect(warned).toHaveLength(1);
		expect((await run(table, ['a'], '2')).out).toEqual([]);
	});

	test('a table that does not answer holds nothing up', async () => {
		const silent = new DeduplicationTable();
		jest.spyOn(silent, 'helpers').mockReturnValue({ checkProcessedAndRecord: async () => await new Promise<never>(() => undefined) });
		const asked: number[] = [];
		const here = newProcess(() => NOW, async () => undefined, (ms) => {
			asked.push(ms);
			const end = new AbortController();
			queueMicrotask(() => end.abort());
			return end.signal;
		});
		expect(await run(silent, ['a'], '1', { here })).toEqual({ out: ['a'], warned: [expect.stringContaining('could not be reached')] });
		expect(asked).toEqual([10_000]);
	});

	test('executions of one process at once lose none of their records', async () => {
		const table = new DeduplicationTable();
		const here = process();
		const ids = Array.from({ length: 200 }, (_entry, k) => `event-${k}`);
		await Promise.all(ids.map(async (id, k) => await run(table, [id], `a${k}`, { here })));
		const again = await Promise.all(ids.map(async (id, k) => await run(table, [id], `b${k}`, { here })));
		expect(again.flatMap(({ out }) => out)).toEqual([]);
	});

	test('what executions ask while the table is busy goes out in one call, unless they ask for the same event', async () => {
		const table = new DeduplicationTable();
		const asked = jest.fn(table.helpers().checkProcessedAndRecord);
		jest.spyOn(table, 'helpers').mockReturnValue({ checkProcessedAndRecord: asked });
		const here = process();
		const ids = ['first', ...Array.from({ length: 30 }, (_entry, k) => `event-${k}`), 'event-7', 'last'];
		for (const id of ids) here.claims.take(`workflow-1/node-1/${id}`, NOW);
		const all = await Promise.all(ids.map(async (id, k) => await run(table, [id], String(k), { here })));
		expect(all.map(({ out }) => out.length)).toEqual(ids.map((_id, k) => (k === 31 ? 0 : 1)));
		expect(asked.mock.calls.map(([entries]) => entries.length)).toEqual([31, 2]);
	});

	test('is bounded: the oldest of 1,000 events makes room', async () => {
		const table = new DeduplicationTable();
		for (let k = 0; k <= 1000; k += 1) await run(table, [`event-${k}`], String(k));
		expect(table.size).toBe(4000);
		expect((await run(table, ['event-1000'], 'x')).out).toEqual([]);
		expect((await run(table, ['event-0'], 'y')).out).toEqual(['event-0']);
	});

	/** As many turns of the event loop as milliseconds. */
	const pause = async (ms: number) => {
		for (let k = 0; k < ms; k += 1) await Promise.resolve();
	};
	const elsewhere = (): Process => ({ ...process(), wait: pause });

	test('of two deliveries at once in two processes one goes on', async () => {
		const table = new DeduplicationTable();
		await run(table, ['other'], '1');
		const twins = await Promise.all(['2', '3'].map(async (execution) => await run(table, ['a'], execution, { here: elsewhere() })));
		expect(twins.flatMap(({ out }) => out)).toEqual(['a']);
	});

	test('an event that this process has claimed is not held up', async () => {
		const here = { ...process(), wait: async () => await Promise.reject(new Error('paused')) };
		here.claims.take('workflow-1/node-1/a', NOW);
		expect(await run(new DeduplicationTable(), ['a'], '1', { here })).toEqual({ out: ['a'], warned: [] });
	});

	test('whatever several processes overwrite in the table, each event goes on somewhere', async () => {
		const execution = fc.record({ id: fc.constantFrom('a', 'b', 'c'), process: fc.nat({ max: 2 }), start: fc.nat({ max: 30 }), pauses: fc.nat({ max: 30 }) });
		await fc.assert(
			fc.asyncProperty(fc.array(execution, { minLength: 1, maxLength: 12 }), async (executions) => {
				const table = new DeduplicationTable();
				const processes = [process(), process(), process()];
				const all = await Promise.all(
					executions.map(async ({ id, process: of, start, pauses }, k) => {
						await pause(start);
						return await run(table, [id], String(k), { here: { ...processes[of], wait: async () => await pause(pauses) } });
					}),
				);
				expect(new Set(all.flatMap(({ out }) => out))).toEqual(new Set(executions.map(({ id }) => id)));
			}),
			{ numRuns: 2000 },
		);
	});
});
