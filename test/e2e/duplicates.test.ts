import type { Trigger } from './harness';
import { addTrigger, bringUp, deliver, refuseWrites, signed, slowWorkflow, slowWrites } from './harness';

jest.setTimeout(300_000);

/** On n8n's legacy expression engine, because hundreds of deliveries are sent; which engine runs makes no difference here. */
const LEGACY = { N8N_EXPRESSION_ENGINE: 'legacy' };

type Instance = Awaited<ReturnType<typeof bringUp>>;

function count(answers: ReadonlyArray<{ status: number; body: { status?: string } }>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status, body } of answers) {
		const name = `${status} ${body.status ?? ''}`.trim();
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}

/** How often the node behind the trigger ran, over all executions of the workflow. */
async function runsBehind(n8n: Instance, { workflowId }: Trigger, executions: number): Promise<number> {
	const all = await n8n.client.waitForExecutions({ workflowId, count: executions, timeoutMs: 60_000 });
	const outputs = await Promise.all(all.map(async ({ id }) => await n8n.client.outputOf(id, 'Summary')));
	return outputs.flat().length;
}

describe('one event is one execution', () => {
	let n8n: Instance;

	beforeAll(async () => {
		n8n = await bringUp(LEGACY);
	});

	afterAll(async () => {
		await n8n?.stop();
	});

	test('100 times at once, 20 times in a row, and again after a restart and a crash', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern');
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const delivery = signed('skyvern', { runId: 'tsk_hundred' });
		const atOnce = await Promise.all(Array.from({ length: 100 }, async () => await deliver(url, delivery)));
		expect(count(atOnce)).toEqual({ '200 accepted': 1, '200 duplicate': 99 });
		for (let k = 0; k < 20; k += 1) expect(await deliver(url, delivery)).toMatchObject({ body: { status: 'duplicate' } });
		expect(await runsBehind(n8n, trigger, 1)).toBe(1);

		// The process has forgotten; n8n's table has not.
		await n8n.restart();
		expect(await deliver(url, delivery)).toMatchObject({ status: 200 });
		await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 2 });
		await n8n.kill();
		await n8n.restart();
		expect(await deliver(url, delivery)).toMatchObject({ status: 200 });
		expect(await runsBehind(n8n, trigger, 3)).toBe(1);
	});

	test('what n8n could not store is accepted when the provider tries again', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern');
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const delivery = signed('skyvern', { runId: 'tsk_unstored' });
		const allowWrites = await refuseWrites(n8n);
		expect(await deliver(url, delivery)).toMatchObject({ status: 500 });
		await allowWrites();
		expect(await deliver(url, delivery)).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await deliver(url, delivery)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
		expect(await runsBehind(n8n, trigger, 1)).toBe(1);
	});

	test('what the provider hung up on is accepted when it tries again, and runs once', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern');
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const delivery = signed('skyvern', { runId: 'tsk_hung_up' });
		const hurry = await slowWrites(n8n);
		await expect(deliver(url, delivery, 500)).rejects.toThrow('no answer');
		await hurry();
		expect(await deliver(url, delivery)).toMatchObject({ status: 200, body: { status: 'accepted' } });
		expect(await deliver(url, delivery)).toMatchObject({ status: 200, body: { status: 'duplicate' } });
		expect(await runsBehind(n8n, trigger, 2)).toBe(1);
	});

	test('two workflows that receive the same event do not take it from each other', async () => {
		const delivery = signed('skyvern', { runId: 'tsk_shared' });
		for (const trigger of [await addTrigger(n8n.client, 'skyvern'), await addTrigger(n8n.client, 'skyvern')]) {
			expect(await deliver(`${n8n.baseUrl}/${trigger.path}`, delivery)).toMatchObject({ body: { status: 'accepted' } });
			expect(await runsBehind(n8n, trigger, 1)).toBe(1);
		}
	});

	test('with Ignore Duplicates off, a replay on purpose runs again', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { parameters: { options: { ignoreDuplicates: false } } });
		const delivery = signed('skyvern', { runId: 'tsk_replay' });
		for (let k = 0; k < 2; k += 1) {
			expect(await deliver(`${n8n.baseUrl}/${trigger.path}`, delivery)).toMatchObject({ body: { status: 'accepted' } });
		}
		expect(await runsBehind(n8n, trigger, 2)).toBe(2);
	});

	test('1,000 distinct deliveries, 50 at a time, lose no claim', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern');
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const deliveries = Array.from({ length: 1000 }, (_entry, k) => signed('skyvern', { runId: `tsk_distinct_${k}` }));
		const sendAll = async () => {
			const answers: Awaited<ReturnType<typeof deliver>>[] = [];
			for (let k = 0; k < deliveries.length; k += 50) {
				answers.push(...(await Promise.all(deliveries.slice(k, k + 50).map(async (one) => await deliver(url, one)))));
			}
			return count(answers);
		};
		expect(await sendAll()).toEqual({ '200 accepted': 1000 });
		expect(await sendAll()).toEqual({ '200 duplicate': 1000 });
		await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1000, timeoutMs: 120_000 });
		expect(await n8n.database().executionCounts({ workflowId: trigger.workflowId })).toEqual({ success: 1000 });
	});
});

describe('with a concurrency limit of 1, a slow workflow and an impatient provider', () => {
	let n8n: Instance;

	beforeAll(async () => {
		n8n = await bringUp({ ...LEGACY, N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' });
	});

	afterAll(async () => {
		await n8n?.stop();
	});

	test('the nodes behind the trigger run once for each event', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { workflow: slowWorkflow(3) });
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const impatient = async (runId: string) => {
			const delivery = signed('skyvern', { runId });
			for (let attempt = 0; attempt < 20; attempt += 1) {
				const answer = await deliver(url, delivery, 2000).catch(() => undefined);
				if (answer?.status === 200) return;
			}
			throw new Error(`${runId} was never acknowledged`);
		};
		const events = ['tsk_slow_1', 'tsk_slow_2', 'tsk_slow_3'];
		await Promise.all(events.map(impatient));
		await n8n.idle(trigger.workflowId);
		expect(await n8n.runIdsBehind(trigger.workflowId, 'Summary')).toEqual(events);
	});

	/** n8n then has no other process either, but one that has not claimed the event. */
	test('what waited while n8n was killed claims its event in a row of its own, and runs once', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', { workflow: slowWorkflow(3) });
		const url = `${n8n.baseUrl}/${trigger.path}`;
		const running = deliver(url, signed('skyvern', { runId: 'tsk_running' })).catch(() => undefined);
		const waiting = signed('skyvern', { runId: 'tsk_waiting' });
		await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1, finished: false });
		await deliver(url, waiting, 1500).catch(() => undefined);
		await n8n.kill();
		await running;
		await n8n.restart();
		await n8n.idle(trigger.workflowId);
		const rows = await n8n.database().rows('SELECT context, value FROM processed_data WHERE workflowId = ?', [trigger.workflowId]);
		const named = (kind: RegExp) => rows.filter(({ context }) => kind.test(context)).map(({ value }) => JSON.parse(value).data.length);
		expect({ claims: named(/^n:[^/]+\/claim-[0-9a-f]{4}$/), shelves: named(/^n:[^/]+\/shelf-[0-9a-f]{2}$/) }).toEqual({ claims: [3], shelves: [2] });
		expect(await deliver(url, waiting)).toMatchObject({ status: 200 });
		await n8n.idle(trigger.workflowId);
		expect((await n8n.runIdsBehind(trigger.workflowId, 'Summary')).filter((id) => id === 'tsk_waiting')).toHaveLength(1);
	});
});
