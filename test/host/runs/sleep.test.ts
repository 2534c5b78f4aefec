import { dataOf } from '../../../nodes/host/runs/data';
import { asDelivered, goToSleep, wantsMore, wokenBy } from '../../../nodes/host/runs/sleep';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';
import { NOTHING_MORE, sleepers } from './sleepers';

const { nodeType } = sleepers.skyvern;
const ITEM = { runId: 'tsk_1', outcome: 'inProgress' } as never;

async function contextOf(items: object[] = [{}]) {
	const { context } = await executeContext({ nodeType, items: items.map((json) => ({ json })) as never, executionId: '1', table: new DeduplicationTable() });
	return context;
}

/** A context whose node has slept, and what it has kept. */
async function slept(until: Date = new Date(5_000_000)) {
	const context = await contextOf();
	const outputs = await goToSleep(context, { runId: 'tsk_1', results: NOTHING_MORE, includeHeaders: false }, until, dataOf(ITEM, 0));
	return { context, outputs, kept: JSON.parse(context.getContext('node').sleep as string) };
}

describe('goToSleep', () => {
	test('leaves n8n what to hand on when the time is up: the run, by the second output', async () => {
		const until = new Date(5_000_000);
		const { context, outputs } = await slept(until);
		expect(outputs).toEqual([[], [dataOf(ITEM, 0)]]);
		expect(context.getExecuteData()).toMatchObject({ data: { main: outputs }, metadata: { forwardAllOutputs: true } });
		expect((context as unknown as { runExecutionData: { waitTill: Date } }).runExecutionData.waitTill).toBe(until);
	});

	test('keeps what the delivery needs, with a token of its own each time', async () => {
		const [one, other] = [await slept(), await slept()];
		expect(one.kept).toEqual({ runId: 'tsk_1', results: NOTHING_MORE, includeHeaders: false, token: expect.stringMatching(/^[0-9a-f-]{36}$/) });
		expect(other.kept.token).not.toBe(one.kept.token);
	});
});

describe('wokenBy', () => {
	/** Whether the node takes these items for its delivery, after it has slept. */
	async function isWoken(itemsFor: (kept: Parameters<typeof asDelivered>[1]) => object[], hasSlept = true) {
		const { kept } = await slept();
		const context = await contextOf(itemsFor(kept));
		if (hasSlept) context.getContext('node').sleep = JSON.stringify(kept);
		return wokenBy(context)?.item;
	}

	test('what webhook() has handed on', async () => {
		expect(await isWoken((kept) => [asDelivered(ITEM, kept).json])).toEqual(ITEM);
	});

	test.each<[string, (kept: Parameters<typeof asDelivered>[1]) => object[], boolean]>([
		['an item of the workflow that looks the same, by its run', ({ runId }) => [{ delivered: { runId, outcome: 'succeeded' } }], true],
		['with the token of another sleep', (kept) => [asDelivered(ITEM, { ...kept, token: 'another' }).json], true],
		['beside another item', (kept) => [asDelivered(ITEM, kept).json, {}], true],
		['a token alone', ({ token }) => [{ token }], true],
		['a node that has not slept', (kept) => [asDelivered(ITEM, kept).json], false],
		['an ordinary item', () => [{ what: 'mugs' }], true],
		['no item', () => [], true],
	])('%s: no delivery', async (_name, items, hasSlept) => {
		expect(await isWoken(items, hasSlept)).toBeUndefined();
	});
});

test.each([
	[{}, false],
	[{ emit: 'record' }, true],
	[{ includeResult: true }, true],
	[{ kinds: ['download'] }, true],
] as const)('%j: more is wanted than the delivery: %s', (changes, expected) => {
	expect(wantsMore({ runId: 'tsk_1', includeHeaders: false, token: 'token', results: { ...NOTHING_MORE, ...changes } })).toBe(expected);
});
