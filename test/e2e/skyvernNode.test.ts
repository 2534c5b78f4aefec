import { startSkyvernApi } from '../standIns/skyvernApi';
import { addTrigger, bringUp, forAllTests, pause, TRIGGERS } from './harness';
import { addRunner } from './runner';

jest.setTimeout(300_000);

const API_KEY = TRIGGERS.skyvern.secret;

let n8n: Awaited<ReturnType<typeof bringUp>>;
let api: Awaited<ReturnType<typeof startSkyvernApi>>;

forAllTests(
	async () => (api = await startSkyvernApi({ apiKey: API_KEY })),
	async () => (n8n = await bringUp()),
);

async function add(parameters: object = {}, changes: Partial<Parameters<typeof addRunner>[1]> = {}) {
	return await addRunner(n8n, { type: 'skyvern', credential: { baseUrl: api.baseUrl }, parameters: { kind: 'task', prompt: '=Find {{ $json.what }}', ...parameters }, ...changes });
}

/** What the trigger makes of the very same delivery. */
async function itemOfTrigger(parameters: object = {}) {
	const trigger = await addTrigger(n8n.client, 'skyvern', { parameters, credential: { ...TRIGGERS.skyvern.credential, baseUrl: api.baseUrl } });
	await api.deliver(api.latest(), { url: `${n8n.baseUrl}/${trigger.path}` });
	const [{ id }] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
	const { data } = await n8n.client.execution(id);
	return data.resultData.runData[trigger.triggerName][0].data.main[0];
}

/** All of it but when n8n received it. */
const comparable = (item: Record<string, unknown>) => ({ ...item, receivedAt: 'at some time' });

describe('sleeping until the delivery', () => {
	test('across a restart of n8n; only the proven end of this run wakes it, and gives the item of the trigger', async () => {
		const runner = await add();
		await runner.start();
		await runner.asleep();
		const run = api.latest();
		expect(run.body).toEqual({ prompt: 'Find mugs', max_steps: 25, webhook_url: expect.stringContaining('/webhook-waiting/') });
		await n8n.restart();
		const asleep = async (answers: Array<{ status: number; body: string }>, status: number, body: object) => {
			expect(answers.map((answer) => [answer.status, JSON.parse(answer.body)])).toEqual([[status, body]]);
			expect(await runner.status()).toBe('waiting');
		};
		await asleep(await api.forge(run), 401, { status: 'refused' });
		await asleep(await api.deliver(run, { changes: { run_id: 'tsk_v2_999', status: 'completed' } }), 200, { status: 'ignored', reason: 'id_not_matched' });
		await asleep(await api.progress(run), 200, { status: 'ignored', reason: 'status_not_selected' });
		await asleep(await api.deliver(run, { changes: { run_id: 'tsk_sample_1', status: 'completed' } }), 200, { status: 'ignored', reason: 'test_ping' });

		expect(await api.end(run)).toEqual([{ status: 200, body: '{"status":"accepted"}' }]);
		await runner.succeeded();
		const [ended, notEnded] = await runner.outputs();
		expect(notEnded ?? []).toEqual([]);
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: run.id }]);
		const [{ json }] = await itemOfTrigger();
		expect(ended.map(comparable)).toEqual([comparable(json)]);
		expect(ended[0]).toMatchObject({ outcome: 'succeeded', delivery: { verified: 'signature', source: 'webhook' } });
	});

	test('files and records are those of the trigger, after the provider has its answer', async () => {
		const options = { downloadFiles: ['download'], emit: 'record' };
		const runner = await add({ options });
		await runner.start();
		await runner.asleep();
		expect(await api.end(api.latest())).toEqual([{ status: 200, body: '{"status":"accepted"}' }]);
		await runner.succeeded();
		const [ended] = await runner.outputs();
		const items = await itemOfTrigger({ options });
		expect(ended.map(comparable)).toEqual(items.map(({ json }: { json: Record<string, unknown> }) => comparable(json)));
		expect(ended).toHaveLength(2);
		expect(ended[0].files).toMatchObject([{ property: 'download_1', size: 4 }]);
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: api.latest().id }, { what: 'mugs', runId: api.latest().id }]);
	});

	test('a delivery before n8n has stored that it sleeps gets 409, and the time limit tells', async () => {
		const runner = await add({ runTimeLimit: 0.02 });
		const answers: number[] = [];
		api.whenStarted(async (run) => {
			run.status = 'completed';
			answers.push(...(await api.deliver(run)).map(({ status }) => status));
			run.status = 'queued';
		});
		await runner.start();
		await runner.reaches('success', 90_000);
		expect(answers).toEqual([409]);
		expect((await runner.outputs())[1]).toMatchObject([{ runId: api.latest().id, outcome: 'inProgress' }]);
	});

	test('a run that has ended when its start is answered is not waited for', async () => {
		const runner = await add();
		api.planAnswer('POST /v1/run/tasks', 200, { run_id: 'tsk_v2_77', run_type: 'task_v2', status: 'failed', failure_reason: 'No such page', created_at: '2026-01-01T00:00:00' });
		await runner.start();
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ runId: 'tsk_v2_77', outcome: 'failed', error: 'No such page' }]);
	});
});

describe('a start that fails', () => {
	const RETRY = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 } };

	test('is never repeated when the run may have begun, not even by Retry On Fail', async () => {
		const runner = await add({}, RETRY);
		api.planBreak('POST /v1/run/tasks');
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/did not answer the request to start a run.*may have begun/);
		expect(api.starts()).toHaveLength(1);
	});

	test('says why in the words of the API, and is repeated by Retry On Fail', async () => {
		const runner = await add({}, RETRY);
		const body = { detail: [{ type: 'value_error', loc: ['body', 'webhook_url'], msg: 'Value error, not reachable', input: 'secret' }] };
		for (let count = 0; count < 3; count += 1) api.planAnswer('POST /v1/run/tasks', 422, body);
		await runner.start();
		await runner.failed();
		const { message } = await runner.failure();
		expect(message).toMatch(/refused to start the run \(HTTP 422\)\. It says: webhook_url: Value error, not reachable\. .*set Wait By to Asking/);
		expect(message).not.toContain('secret');
		expect(api.starts()).toHaveLength(3);
	});

	test('waits when the API asks for patience', async () => {
		const runner = await add({ operation: 'start' });
		api.planAnswer('POST /v1/run/tasks', 429, { detail: 'Too many' }, { 'retry-after': '1' });
		await runner.start();
		await runner.succeeded();
		expect(api.starts()).toHaveLength(2);
		expect((await runner.outputs())[0]).toMatchObject([{ runId: api.latest().id, outcome: 'inProgress' }]);
	});
});

describe('without sleeping', () => {
	test('Start, Get and Stop', async () => {
		const starter = await add({ operation: 'start' });
		await starter.start(['a', 'b', 'c', 'd', 'e']);
		await starter.succeeded();
		const [started] = await starter.outputs();
		expect(started.map(({ runId }) => runId)).toEqual([...api.runs.keys()]);
		expect(started).toHaveLength(5);
		expect(await starter.itemsOf('Ended')).toEqual(started.map(({ runId }, index) => ({ what: 'abcde'[index], runId })));
		api.latest().status = 'completed';

		const getter = await add({ operation: 'get', runId: '={{ $json.what }}' });
		await getter.start([started[0].runId, started[4].runId]);
		await getter.succeeded();
		expect((await getter.outputs())[0]).toMatchObject([{ outcome: 'inProgress', output: null }, { outcome: 'succeeded', output: [{ name: 'Blue mug' }, {}], delivery: { source: 'api' } }]);

		const stopper = await add({ operation: 'stop', runId: '={{ $json.what }}' });
		await stopper.start([started[0].runId]);
		await stopper.succeeded();
		expect((await stopper.outputs())[0]).toMatchObject([{ runId: started[0].runId, status: 'canceled', outcome: 'stopped' }]);
	});

	test('Get of a run that nobody knows says so', async () => {
		const getter = await add({ operation: 'get', runId: 'tsk_unknown' });
		await getter.start();
		await getter.failed();
		expect((await getter.failure()).message).toMatch(/knows no run with the ID tsk_unknown \(HTTP 404\)/);
	});

	test('asking: five items, five runs, side by side', async () => {
		const runner = await add({ waitBy: 'asking' });
		api.whenStarted((run) => {
			if (api.runs.size === 5) for (const each of api.runs.values()) each.status = 'completed';
			expect(run.body.webhook_url).toBeUndefined();
		});
		await runner.start(['a', 'b', 'c', 'd', 'e']);
		await runner.succeeded();
		const [ended, notEnded] = await runner.outputs();
		expect(ended.map(({ runId }) => runId)).toEqual([...api.runs.keys()]);
		expect(ended).toMatchObject(Array.from({ length: 5 }, () => ({ outcome: 'succeeded', delivery: { verified: 'api', source: 'api' } })));
		expect(notEnded).toEqual([]);
		expect(await runner.itemsOf('Ended')).toEqual(ended.map(({ runId }, index) => ({ what: 'abcde'[index], runId })));
	});

	test('asking: when the time is up, the run is stopped, if it is to be', async () => {
		const runner = await add({ waitBy: 'asking', runTimeLimit: 0.03, stopWhenTimeIsUp: true });
		await runner.start();
		await runner.succeeded();
		expect(await runner.outputs()).toMatchObject([[], [{ runId: api.latest().id, outcome: 'stopped' }]]);
	});

	test('asking: a cancelled execution asks no more', async () => {
		const runner = await add({ waitBy: 'asking' });
		await runner.start();
		while (!api.requests.some(({ method }) => method === 'GET')) await pause(50);
		const { id } = (await runner.execution()) as { id: string };
		await n8n.client.stopExecution(id);
		await runner.reaches('canceled');
		const { length } = api.requests;
		await pause(3000);
		expect(api.requests).toHaveLength(length);
	});
});

test('no secret reaches the log', () => {
	for (const secret of n8n.secrets) expect(n8n.logText()).not.toContain(secret);
});
