import { WAITING_NODES } from '../../scripts/demo/runs';
import { bringUp, forAllTests } from './harness';
import { addRunner } from './runner';

jest.setTimeout(300_000);

const SLEEPING = WAITING_NODES.filter(({ sleeps }) => sleeps);
const ACCEPTED = '{"status":"accepted"}';
const DUPLICATE = '{"status":"duplicate"}';

let n8n: Awaited<ReturnType<typeof bringUp>>;
const apis: Record<string, Awaited<ReturnType<(typeof SLEEPING)[number]['startApi']>>> = {};

forAllTests(...SLEEPING.map(({ type, startApi }) => async () => (apis[type] = await startApi())), async () => (n8n = await bringUp()));

describe.each(SLEEPING)('a $type run that is waited for by delivery', ({ type, parameters: usual, credential }) => {
	const api = () => apis[type];
	const statuses = (answers: Array<{ status: number }>) => answers.map(({ status }) => status);

	async function add(parameters: object = {}, changes: Partial<Parameters<typeof addRunner>[1]> = {}) {
		return await addRunner(n8n, { type, credential: { ...credential, baseUrl: api().baseUrl }, parameters: { ...usual, ...parameters }, ...changes });
	}

	test('of copies of its end that come at once, one wakes it', async () => {
		const runner = await add();
		await runner.start();
		await runner.asleep();
		const run = api().latest();
		const copies = Array.from({ length: 10 }, async () => await api().end(run, 'completed', { attempts: 1 }));
		const answers: Array<{ status: number; body: string }> = (await Promise.all(copies)).flat();
		const others = answers.filter(({ body }) => body !== ACCEPTED);
		expect(others).toHaveLength(9);
		// The others are told so by the node, or by n8n, which is about to resume it.
		for (const { status, body } of others) expect(body === DUPLICATE || status >= 400).toBe(true);
		await runner.succeeded();
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: run.id }]);
		expect(await runner.runsOf('Ended')).toHaveLength(1);
		expect(await n8n.client.executions({ workflowId: runner.workflowId })).toHaveLength(1);
	});

	test('leaves by Not Ended when the time is up; a delivery after that changes nothing', async () => {
		const runner = await add({ runTimeLimit: 0.02 });
		await runner.start();
		await runner.reaches('success', 90_000);
		const run = api().latest();
		expect(await runner.outputs()).toMatchObject([[], [{ runId: run.id, outcome: 'inProgress', delivery: { verified: 'api', source: 'api' } }]]);
		expect(await runner.itemsOf('Not Ended')).toEqual([{ what: 'mugs', runId: run.id }]);
		expect(statuses(await api().end(run, 'completed', { attempts: 1 }))).toEqual([409]);
		expect(await runner.runsOf('Ended')).toEqual([]);
	});

	test('is not heard of once the execution is cancelled, and goes on', async () => {
		const runner = await add();
		await runner.start();
		const { id } = await runner.asleep();
		await n8n.client.stopExecution(id);
		await runner.reaches('canceled');
		expect(statuses(await api().end(api().latest(), 'completed', { attempts: 1 }))).toEqual([409]);
		expect(await n8n.client.executions({ workflowId: runner.workflowId })).toMatchObject([{ id, status: 'canceled' }]);
		expect(await runner.runsOf('Ended')).toEqual([]);
		// Its start is all that the provider was asked for.
		expect(api().requests).toEqual(api().starts());
	});

	test('is one of five: nothing begins', async () => {
		const runner = await add();
		await runner.start(['a', 'b', 'c', 'd', 'e']);
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/one item at a time.*there are 5\. Nothing was started\. Put a Loop Over Items node/);
		expect(api().starts()).toEqual([]);
	});

	test('wakes an execution in the editor', async () => {
		const runner = await add({}, { activate: false });
		const manual = await n8n.client.runManually(runner.workflowId, 'List');
		await runner.start(['mugs'], 'webhook-test');
		await runner.asleep();
		expect(await api().end(api().latest())).toEqual([{ status: 200, body: ACCEPTED }]);
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ outcome: 'succeeded', delivery: { verified: 'signature' } }]);
		manual.close();
	});
});
