import { sleep } from 'n8n-workflow';

import { BrowserUse } from '../../nodes/BrowserUse/BrowserUse.node';
import { browserUseNode } from '../../nodes/BrowserUse/browserUseRuns';
import { browserUse } from '../../nodes/BrowserUseTrigger/browserUse';
import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import type { DeliveryItem } from '../../nodes/delivery/item';
import type { Recovery } from '../../nodes/delivery/recovery';
import { keptAs } from '../../nodes/host/recovery/keepLooks';
import { recoverMissedRuns } from '../../nodes/host/recovery/recoverMissedRuns';
import { deliveryOf, judged, request } from '../delivery/deliveries';
import type { Operation } from '../host/runs/operate';
import { API_KEY, failureOf, NOW, operate, outputsOf, waitingProcess } from '../host/runs/operate';
import { processAt, triggerContext } from '../host/triggerContext';
import { OUTPUT, startBrowserUseApi } from '../standIns/browserUseApi';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

const MINUTE = 60_000;
let api: Awaited<ReturnType<typeof startBrowserUseApi>>;

beforeAll(async () => {
	api = await startBrowserUseApi({ apiKey: API_KEY, now: () => NOW - 5 * MINUTE });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const step = (parameters: Record<string, unknown>, more: Partial<Operation> = {}): Operation => ({
	nodeType: new BrowserUse(),
	runs: browserUseNode,
	baseUrl: api.baseUrl,
	parameters: { operation: 'runAndWait', kind: 'run', task: 'Find mugs', ...parameters },
	...more,
});

describe('a start sends what the API documents', () => {
	test.each<[name: string, parameters: Record<string, unknown>, path: string, body: object]>([
		['a run', {}, '/api/v4/runs', { task: 'Find mugs', maxCostUsd: 1 }],
		['a run without a cap', { maxCostUsd: 0 }, '/api/v4/runs', { task: 'Find mugs' }],
		[
			'a run with options',
			{ maxCostUsd: 0.25, runOptions: { browserProfileId: 'p', proxyCountry: 'DE', sessionId: 's', model: 'claude-sonnet-5', workspaceId: 'w', additionalFields: '{"browserSettings": {"record": true}, "agentmail": true}' } },
			'/api/v4/runs',
			{ task: 'Find mugs', maxCostUsd: 0.25, sessionId: 's', model: 'claude-sonnet-5', workspaceId: 'w', agentmail: true, browserSettings: { record: true, profileId: 'p', proxyCountryCode: 'de' } },
		],
		['a task', { kind: 'task' }, '/api/v2/tasks', { task: 'Find mugs', maxSteps: 50 }],
		['a task without a cap of its own', { kind: 'task', maxSteps: 0 }, '/api/v2/tasks', { task: 'Find mugs' }],
		[
			'a task with options',
			{
				kind: 'task',
				startUrl: 'https://example.com',
				runOptions: { allowedDomains: 'example.com, example.org', browserProfileId: 'p', metadata: '{"campaign": "q4"}', model: 'browser-use-2.0', outputSchema: '{"type": "object"}', proxyCountry: 'none', additionalFields: '{"flashMode": true}' },
			},
			'/api/v2/tasks',
			{
				task: 'Find mugs',
				startUrl: 'https://example.com',
				maxSteps: 50,
				allowedDomains: ['example.com', 'example.org'],
				metadata: { campaign: 'q4' },
				llm: 'browser-use-2.0',
				structuredOutput: '{"type":"object"}',
				flashMode: true,
				sessionSettings: { profileId: 'p', proxyCountryCode: null },
			},
		],
	])('%s', async (_name, parameters, path, body) => {
		const [[item]] = await outputsOf(step({ operation: 'start', ...parameters }));
		expect(api.starts()).toEqual([{ method: 'POST', path, body }]);
		expect(item).toMatchObject({ runId: api.latest().id, sessionId: api.latest().sessionId, outcome: 'inProgress', delivery: { verified: 'api', source: 'api' } });
	});

	test('a task is created, though the answer to its start does not say so', async () => {
		expect(await outputsOf(step({ operation: 'start', kind: 'task' }))).toMatchObject([[{ event: 'agent.task.status_update', status: 'created', payload: { id: api.latest().id, sessionId: api.latest().sessionId } }]]);
		expect((await outputsOf(step({ operation: 'start', kind: 'task' })))[0][0].payload).not.toHaveProperty('status');
	});

	test('no session is started', async () => {
		expect(await failureOf(step({ operation: 'start', kind: 'session' }))).toBe('This node starts no session. Choose what to start from the list.');
	});
});

describe('Run and Wait', () => {
	test('a task: its output', async () => {
		expect(await outputsOf(step({ kind: 'task' }))).toMatchObject([[{ event: 'agent.task.status_update', status: 'finished', outcome: 'succeeded', output: OUTPUT, error: null }], []]);
	});

	test.each([
		['completed', { outcome: 'succeeded', output: 'A blue mug costs 12.50.' }],
		['failed', { outcome: 'failed', error: 'The page did not load', output: null }],
		['cancelled', { outcome: 'stopped' }],
	])('a run that is %s has ended', async (status, item) => {
		api.setScript({ run: ['queued', 'dispatching', 'running', status] });
		expect(await outputsOf(step({}))).toMatchObject([[{ event: 'agent.run.status_update', status, ...item }], []]);
	});

	test('a status that nobody knows yet may be one of a run that goes on', async () => {
		api.setScript({ run: ['planned', 'pondering', 'completed'] });
		expect(await outputsOf(step({}))).toMatchObject([[{ status: 'completed', outcome: 'succeeded' }], []]);
	});

	test('One Item per Record and Include Result are those of the trigger', async () => {
		const [items] = await outputsOf(step({ kind: 'task', options: { emit: 'record', includeResult: true } }));
		expect(items).toMatchObject(OUTPUT.map((output, index) => ({ output, delivery: { index, total: 2 }, result: { isSuccess: true, costUsd: 0.0425 } })));
	});

	test('five items are five runs, begun before the first is asked for', async () => {
		const items = ['a', 'b', 'c', 'd', 'e'].map((what) => ({ what }));
		const [ended] = await outputsOf(step({ task: '={{ $json.what }}' }, { items }));
		expect(ended.map(({ runId }) => runId)).toEqual([...api.runs.keys()]);
		expect(api.requests.slice(0, 5).map(({ method, body }) => [method, body.task])).toEqual(items.map(({ what }) => ['POST', what]));
	});

	test('when the time is up, the run leaves by the second output', async () => {
		api.setScript({ run: ['queued', 'running'] });
		expect(await outputsOf(step({ runTimeLimit: 1 }))).toMatchObject([[], [{ runId: api.latest().id, outcome: 'inProgress', status: 'queued' }]]);
		expect(api.latest().statuses).toEqual(['running']);
	});

	test('one that ends before it can be stopped leaves as it stands', async () => {
		api.setScript({ run: ['queued', 'running'] });
		api.whenStarted(({ id }) => {
			api.planAnswer(`POST /api/v4/runs/${id}/cancel`, 409, { detail: 'Not running' });
			api.planAnswer(`GET /api/v4/runs/${id}`, 200, { id, status: 'completed', result: 'A mug', sessionId: 's' });
		});
		expect(await outputsOf(step({ runTimeLimit: 1, stopWhenTimeIsUp: true }))).toMatchObject([[], [{ outcome: 'succeeded' }]]);
	});

	test('one that cannot be stopped is named', async () => {
		api.setScript({ run: ['queued', 'running'] });
		api.whenStarted(({ id }) => api.planAnswer(`POST /api/v4/runs/${id}/cancel`, 403, {}));
		expect(await failureOf(step({ runTimeLimit: 1, stopWhenTimeIsUp: true }))).toMatch(/refused the API key \(HTTP 403\), so the run 4e04\S+01 was not stopped/);
	});

	test('also one whose start was answered in a word that nobody knows yet', async () => {
		api.setScript({ run: ['planned', 'running'] });
		expect(await outputsOf(step({ runTimeLimit: 1 }))).toMatchObject([[], [{ outcome: 'inProgress', status: 'planned' }]]);
	});

	test.each(['run', 'task'])('a %s is stopped then, if it is to be', async (kind) => {
		api.setScript({ run: ['queued', 'running'], task: ['created', 'started'] });
		expect(await outputsOf(step({ kind, runTimeLimit: 1, stopWhenTimeIsUp: true }))).toMatchObject([[], [{ runId: api.latest().id, outcome: 'stopped' }]]);
	});

	test('a text that says true, as expressions make them, is true', async () => {
		api.setScript({ run: ['queued', 'running'] });
		expect(await outputsOf(step({ runTimeLimit: '={{ "1" }}', stopWhenTimeIsUp: '={{ "true" }}' }))).toMatchObject([[], [{ outcome: 'stopped' }]]);
	});

	test('a limit of the cost that an expression left empty is found out before anything begins', async () => {
		expect(await failureOf(step({ maxCostUsd: '={{ $json.nothing }}' }))).toMatch(/^Maximum Cost \(USD\) is empty/);
		expect(await failureOf(step({ maxCostUsd: '={{ -1 }}' }))).toMatch(/^Maximum Cost \(USD\) is not a number of 0 or more/);
		expect(api.starts()).toEqual([]);
	});

	test('a time limit that is none is found out before anything begins', async () => {
		expect(await failureOf(step({ runTimeLimit: '={{ "soon" }}' }))).toMatch(/Time Limit \(Minutes\) is not a number of minutes/);
		expect(await failureOf(step({ options: { downloadFiles: [7] } }))).toMatch(/Download Files is not a list of kinds of files/);
		expect(api.starts()).toEqual([]);
	});

	test('when one of several cannot be asked for any more, nobody goes on asking for the others, and all are named', async () => {
		api.setScript({ run: ['queued', ...Array.from({ length: 50 }, () => 'running')] });
		const second = '4e040000-0000-4000-8000-000000000002';
		api.planAnswer(`GET /api/v4/runs/${second}/status`, 401, {});
		const message = await failureOf(step({}, { items: [{}, {}, {}] }));
		expect(message).toMatch(new RegExp(`refused the API key.*The run ${second} may still.*Other runs of this step have begun: 4e04\\S+01, 4e04\\S+03\\. Ask for them with the operation Get`));
		const looks = async () => {
			// As many answers as they would need to be asked for again.
			for (let times = 0; times < 10; times += 1) await outputsOf(step({ operation: 'get', runId: second }));
			return [...api.runs.values()].map((run) => run.looks);
		};
		expect(await looks()).toEqual(await looks());
	});

	test('or that one alone leaves as a failure, with Continue', async () => {
		api.planAnswer('GET /api/v4/runs/4e040000-0000-4000-8000-000000000002/status', 401, {});
		const [ended] = await outputsOf(step({}, { items: [{}, {}, {}], nodeSettings: { onError: 'continueRegularOutput' } }));
		expect(ended).toMatchObject([{ outcome: 'succeeded' }, { error: expect.stringMatching(/refused the API key/) }, { outcome: 'succeeded' }]);
	});
});

describe('a start that fails', () => {
	const START = 'POST /api/v4/runs';

	test.each<[name: string, plan: () => void, sentence: RegExp]>([
		['402', () => api.planAnswer(START, 402, { detail: 'Insufficient credits' }), /^Browser Use wants to be paid before it can start the run \(HTTP 402\)\. It says: Insufficient credits\. Add credits/],
		['422', () => api.planAnswer(START, 422, { detail: [{ loc: ['body', 'model'], msg: 'Input should be a known model', input: 'x' }] }), /^Browser Use refused to start the run \(HTTP 422\)\. It says: model: Input should be a known model\. Correct what it names\.$/],
		['500', () => api.planAnswer(START, 500, {}), /may have begun, and it is not started again by itself/],
		['a connection that breaks', () => api.planBreak(START), /did not answer the request to start a run.*may have begun/],
		['an answer that names no run', () => api.planAnswer(START, 200, { status: 'queued' }), /does not document \(HTTP 200\).*may have begun/],
	])('%s: once, with what to do', async (_name, plan, sentence) => {
		plan();
		expect(await failureOf(step({}))).toMatch(sentence);
		expect(api.starts()).toHaveLength(1);
	});

	test('429 is waited for as long as the API says', async () => {
		api.planAnswer(START, 429, { detail: 'Too many concurrent active sessions.' }, { 'retry-after': '7' });
		const { outputs, process } = await operate(step({ operation: 'start' }));
		expect(outputs).toMatchObject([[{ outcome: 'inProgress' }]]);
		expect(process.waits).toEqual([7000]);
	});

	test('429 that does not pass is said', async () => {
		for (let time = 0; time < 4; time += 1) api.planAnswer(START, 429, { detail: 'Too many concurrent active sessions.' });
		expect(await failureOf(step({}))).toMatch(/asks for fewer requests \(HTTP 429\), so the run was not started\. It says: Too many/);
		expect(api.starts()).toHaveLength(4);
	});

	test('Retry On Fail starts no second run where the first may have begun', async () => {
		api.planBreak(START);
		const { outputs, again } = await operate(step({}));
		expect(String(outputs)).toMatch(/may have begun/);
		await expect(again()).rejects.toThrow(/may have begun/);
		expect(api.starts()).toHaveLength(1);
	});

	test('Retry On Fail goes on with the run that has begun', async () => {
		api.planAnswer('GET /api/v4/runs/4e040000-0000-4000-8000-000000000001/status', 401, {});
		const { outputs, again } = await operate(step({}));
		expect(String(outputs)).toMatch(/refused the API key/);
		expect(await again()).toMatchObject([[{ runId: api.latest().id, outcome: 'succeeded' }], []]);
		expect(api.starts()).toHaveLength(1);
	});

	test.each(['start', 'runAndWait'])('%s: the runs before it are named', async (operation) => {
		api.whenStarted(() => {
			if (api.runs.size === 2) api.planAnswer(START, 402, {});
		});
		expect(await failureOf(step({ operation }, { items: [{}, {}, {}, {}] }))).toMatch(/Other runs of this step have begun: 4e04\S+01, 4e04\S+02\./);
		expect(api.starts()).toHaveLength(3);
	});
});

describe('Get and Stop', () => {
	test.each<[kind: 'run' | 'task' | 'session', statuses: string[], item: object]>([
		['run', ['running'], { outcome: 'inProgress' }],
		['run', ['completed'], { outcome: 'succeeded', output: 'A blue mug costs 12.50.' }],
		['task', ['started'], { outcome: 'inProgress', output: null }],
		['task', ['finished'], { outcome: 'succeeded', output: OUTPUT }],
		['session', ['running'], { outcome: 'inProgress' }],
		['session', ['stopped'], { outcome: 'succeeded', output: 'The title' }],
	])('Get of a %s that is %s', async (kind, statuses, item) => {
		const { id } = api.begin(kind, { task: 'x' }, statuses);
		expect(await outputsOf(step({ operation: 'get', kind, runId: ` ${id} ` }))).toMatchObject([[{ runId: id, status: statuses[0], ...item, delivery: { source: 'api' } }]]);
	});

	test.each(['run', 'task', 'session'] as const)('Stop of a %s', async (kind) => {
		const { id } = api.begin(kind, { task: 'x' }, ['running']);
		expect(await outputsOf(step({ operation: 'stop', kind, runId: id }))).toMatchObject([[{ runId: id, status: kind === 'run' ? 'cancelled' : 'stopped' }]]);
		expect(api.latest().statuses).toHaveLength(1);
	});

	test.each(['get', 'stop'])('%s: each API knows its own IDs alone', async (operation) => {
		const { id } = api.begin('task', { task: 'x' }, ['finished']);
		expect(await failureOf(step({ operation, kind: 'run', runId: id }))).toMatch(/^Browser Use knows no run with the ID 7a5c\S+ \(HTTP 404\)\..* It may be of another kind than the one that is chosen here, belong to another account than the API key, or be deleted\.$/);
	});

	test('an ID that the API does not take', async () => {
		api.planAnswer('GET /api/v4/runs/tsk_1', 422, { detail: [{ loc: ['path', 'run_id'], msg: 'Input should be a valid UUID' }] });
		expect(await failureOf(step({ operation: 'get', runId: 'tsk_1' }))).toBe('Browser Use does not take tsk_1 for the ID of a run (HTTP 422). Correct Run ID, or the expression in it.');
	});

	test.each([400, 409, 500])('Stop of one that has ended meanwhile, where the API refuses that with %d: how it ended', async (status) => {
		const { id } = api.begin('run', { task: 'x' }, ['completed']);
		api.planAnswer(`POST /api/v4/runs/${id}/cancel`, status, { detail: 'Not running' });
		expect(await outputsOf(step({ operation: 'stop', runId: id }))).toMatchObject([[{ runId: id, outcome: 'succeeded' }]]);
	});

	test('Stop of one that goes on all the same', async () => {
		const { id } = api.begin('run', { task: 'x' }, ['running']);
		api.planAnswer(`POST /api/v4/runs/${id}/cancel`, 409, { detail: 'Not now' });
		expect(await failureOf(step({ operation: 'stop', runId: id }))).toBe(`Browser Use refused to stop the run ${id} (HTTP 409). It says: Not now.`);
	});

	test('Stop waits where the API asks for patience', async () => {
		const { id } = api.begin('run', { task: 'x' }, ['running']);
		api.planAnswer(`POST /api/v4/runs/${id}/cancel`, 429, {}, { 'retry-after': '3' });
		const { outputs, process } = await operate(step({ operation: 'stop', runId: id }));
		expect(outputs).toMatchObject([[{ outcome: 'stopped' }]]);
		expect(process.waits).toEqual([3000]);
	});

	test('Stop of one that does not say how it stands then', async () => {
		const { id } = api.begin('run', { task: 'x' }, ['running']);
		api.planAnswer(`GET /api/v4/runs/${id}`, 401, {});
		expect(await failureOf(step({ operation: 'stop', runId: id }))).toMatch(new RegExp(`^Browser Use was asked to stop the run ${id}\\. How it stands is not known: Browser Use refused the API key`));
	});

	test('without a key in the credential', async () => {
		expect(await failureOf(step({ operation: 'get', runId: 'x' }, { apiKey: '' }))).toMatch(/has no API Key to ask Browser Use with/);
	});
});

/** All of it but when n8n heard of it, and how. */
const comparable = (item: DeliveryItem) => ({ ...item, receivedAt: 'at some time', delivery: item.delivery.id });

test.each(['run', 'task', 'session'] as const)('the item of a %s is that of recovery', async (kind) => {
	const { id } = api.begin(kind, { task: 'x', metadata: { campaign: 'q4' } }, [{ run: 'completed', task: 'finished', session: 'stopped' }[kind]]);
	const [[item]] = await outputsOf(step({ operation: 'get', kind, runId: id }));
	const looking = { since: NOW - 60 * MINUTE, lookedAt: NOW - 60 * MINUTE };
	const trigger = triggerContext({
		nodeType: new BrowserUseTrigger(),
		options: { recoverMissedRuns: true },
		credential: { apiKey: API_KEY, signingSecret: 'secret', baseUrl: api.baseUrl },
		apiHeaders: { 'X-Browser-Use-API-Key': API_KEY },
		staticData: { 'node:Browser Use Trigger': Object.fromEntries((browserUse.recovery as readonly Recovery[]).map((list) => [keptAs(list), looking])) },
	});
	await recoverMissedRuns(trigger.context, browserUse, processAt(NOW));
	while (trigger.emitted.length === 0) await sleep(0);
	expect(trigger.emitted.map(({ item: recovered }) => comparable(recovered))).toEqual([comparable(item)]);
});

test('the item of a task has the delivery ID of its webhook', async () => {
	const { id, sessionId } = api.begin('task', { task: 'x' }, ['finished']);
	const [[item]] = await outputsOf(step({ operation: 'get', kind: 'task', runId: id }));
	const delivered = deliveryOf('browserUse', { type: 'agent.task.status_update', timestamp: new Date(NOW).toISOString(), payload: { task_id: id, session_id: sessionId, status: 'finished', metadata: {} } });
	const { verdict } = await judged('browserUse', { request: request(delivered), settings: { maximumAge: 0 } });
	expect(verdict).toMatchObject({ kind: 'accepted', item: { event: item.event, runId: id, sessionId, outcome: item.outcome, delivery: { id: item.delivery.id } } });
});

test('waiting is done by the clock of n8n', async () => {
	const process = waitingProcess();
	await outputsOf(step({ kind: 'task' }), process);
	expect(process.waits).toEqual([1000]);
});
