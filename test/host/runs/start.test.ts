import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { choose } from '../../../nodes/host/runs/choose';
import { runOperations } from '../../../nodes/host/runs/runOperations';
import { skyvernAgents } from '../../../nodes/Skyvern/skyvernAgents';
import { startSkyvernApi } from '../../standIns/skyvernApi';
import { API_KEY, contextOf, operate, waitingProcess } from './operate';
import { sleepers } from './sleepers';

const { nodeType, runs } = sleepers.skyvern;

let api: Awaited<ReturnType<typeof startSkyvernApi>>;

beforeAll(async () => {
	api = await startSkyvernApi({ apiKey: API_KEY });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const stepOf = (parameters: object = {}) => ({
	nodeType,
	runs,
	baseUrl: api.baseUrl,
	items: [{ what: 'mugs' }],
	parameters: { operation: 'start', kind: 'task', prompt: '=Find {{ $json.what }}', ...parameters },
});

async function start(changes: object = {}, parameters: object = {}) {
	return await operate({ ...stepOf(parameters), ...changes });
}

const TASKS = 'POST /v1/run/tasks';
const prompts = () => api.starts().map(({ body }) => body.prompt);

test('each item starts a run of its own', async () => {
	const { outputs } = await start({ items: [{ what: 'mugs' }, { what: 'cups' }] });
	expect(outputs).toMatchObject([[{ runId: [...api.runs.keys()][0], outcome: 'inProgress' }, { runId: [...api.runs.keys()][1] }]]);
	expect(prompts()).toEqual(['Find mugs', 'Find cups']);
});

describe('Retry On Fail', () => {
	test('starts only what was not started before', async () => {
		const retry = { items: [{ what: 'mugs' }, { what: 'cups' }] };
		api.whenStarted((run) => {
			if (run.body.prompt === 'Find mugs') api.planAnswer(TASKS, 422, { detail: 'Not now' });
		});
		const { outputs, again } = await start(retry);
		expect(outputs).toMatchObject({ message: expect.stringContaining('Not now') });
		expect(await again()).toHaveLength(1);
		expect(prompts()).toEqual(['Find mugs', 'Find cups', 'Find cups']);
	});

	test.each([
		['no answer', () => api.planBreak(TASKS)],
		['an answer of a gateway', () => api.planAnswer(TASKS, 504, 'Gateway Timeout')],
		['an answer that names no run', () => api.planAnswer(TASKS, 200, { status: 'queued' })],
		['an answer that is nested too deeply to be read', () => api.planAnswer(TASKS, 200, { run_id: 'tsk_1', status: 'queued', output: JSON.parse(`${'['.repeat(1500)}${']'.repeat(1500)}`) as unknown })],
	])('%s: the run may have begun, so it is not started again', async (_name, plan) => {
		plan();
		const { outputs, again } = await start();
		expect(outputs).toMatchObject({ message: expect.stringContaining('may have begun') });
		await expect(again()).rejects.toThrow('may have begun');
		expect(api.starts()).toHaveLength(1);
	});

	test.each([
		['a refusal', 422],
		['a refused key', 403],
	])('%s: nothing has begun, so it may be started again', async (_name, status) => {
		api.planAnswer(TASKS, status, { detail: 'No' });
		const { outputs, again } = await start();
		expect(outputs).toBeInstanceOf(Error);
		expect(await again()).toMatchObject([[{ outcome: 'inProgress' }]]);
		expect(api.starts()).toHaveLength(2);
	});
});

describe.each(['continueErrorOutput', 'continueRegularOutput'])('On Error: %s', (onError) => {
	const failing = { items: [{ what: 'mugs' }, { what: 'cups' }], nodeSettings: { onError } };

	test.each<[name: string, changes: object, sentence: string]>([
		['a credential without a key', { apiKey: '' }, 'has no API Key'],
		['a Base URL that is none', { baseUrl: 'api.skyvern.com' }, 'is no web address'],
	])('%s fails for each item, and nothing leaves as if it had gone well', async (_name, changes, sentence) => {
		const failure = { error: expect.stringContaining(sentence) };
		for (const operation of ['start', 'get', 'stop']) expect((await start({ ...failing, ...changes }, { operation, runId: 'tsk_1' })).outputs).toEqual([[failure, failure]]);
		for (const waitBy of ['delivery', 'asking']) expect((await start({ ...failing, ...changes }, { operation: 'runAndWait', waitBy })).outputs).toEqual([[failure, failure], []]);
	});
});

test('who asks for patience is asked again, as late as it says, four times in all', async () => {
	for (let n = 0; n < 4; n += 1) api.planAnswer(TASKS, 429, {}, { 'retry-after': '7' });
	const { outputs, process } = await start();
	expect(outputs).toMatchObject({ message: expect.stringContaining('fewer requests (HTTP 429), so the run was not started. Try again in 7 seconds') });
	expect(process.waits).toEqual([7000, 7000, 7000]);
	expect(api.starts()).toHaveLength(4);
});

test('who asks for more patience than makes sense is not asked again', async () => {
	api.planAnswer(TASKS, 429, {}, { 'retry-after': '40' });
	expect((await start()).outputs).toMatchObject({ message: expect.stringContaining('Try again in 40 seconds') });
	expect(api.starts()).toHaveLength(1);
});

test('what the API repeats of the credential or of the address of this execution is not said', async () => {
	const resumeUrl = 'http://127.0.0.1:5678/webhook-waiting/1?signature=secret-token';
	const repeated = { detail: `No: ${API_KEY}, ${resumeUrl} ${'x'.repeat(290 - API_KEY.length - resumeUrl.length)} ${API_KEY}` };
	for (const status of [200, 401, 422, 500]) {
		api.planAnswer(TASKS, status, repeated);
		const context = await contextOf(stepOf({ operation: 'runAndWait' }));
		jest.spyOn(context, 'getWorkflowDataProxy').mockReturnValue({ $execution: { resumeUrl } } as never);
		const message = await runOperations(context, runs, waitingProcess()).catch((error: Error) => error.message);
		expect(message).toMatch(/It says: No: …, http:\/\/127\.0\.0\.1:5678\/webhook-waiting\/1\?signature=… x+ …/);
		expect(message).not.toMatch(/key-of|secret-token/);
	}
});

test.each(['api.skyvern.com', 'localhost:8000', 'ftp://api.skyvern.com', 'http://', 'https://a b'])('a Base URL that is none is said, whatever is to be done: %s', async (baseUrl) => {
	for (const operation of ['runAndWait', 'start', 'get', 'stop']) {
		expect((await start({ baseUrl }, { operation, runId: 'tsk_1' })).outputs).toMatchObject({ message: 'Base URL in the credential Skyvern Webhook API is no web address. It looks like https://api.skyvern.com. Correct it.' });
	}
});

test('nothing is started with a field that cannot be read, or without a key', async () => {
	const { outputs } = await start({}, { runOptions: { dataSchema: '{' } });
	expect(outputs).toMatchObject({ message: expect.stringContaining('Data Schema (JSON) is not JSON') });
	expect((await start({ apiKey: '' })).outputs).toMatchObject({ message: expect.stringContaining('Fill it in') });
	expect(api.starts()).toEqual([]);
});

test('a credential that n8n does not hand over is explained, and not in the words of n8n', async () => {
	const context = await contextOf(stepOf());
	jest.spyOn(context, 'getCredentials').mockRejectedValue(new Error(`restricted, ${API_KEY}`));
	const list = async () => await choose(context as unknown as ILoadOptionsFunctions, runs, skyvernAgents, undefined, undefined);
	for (const ask of [list, async () => await runOperations(context, runs, waitingProcess())]) {
		const error: unknown = await ask().catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ message: expect.stringMatching(/^The credential Skyvern Webhook API cannot be read\. .*: uninstall one of the two\.$/) });
		expect(String(error)).not.toContain(API_KEY);
	}
	expect(api.starts()).toEqual([]);
});

test('calls of a tool share the step of their agent, but not their runs; the tries of one call share theirs', async () => {
	const stepOfAgent = {};
	for (const what of ['mugs', 'cups']) {
		const context = await contextOf({ ...stepOf(), items: [{ what }], nodeSettings: { type: 'n8n-nodes-browser-agents.skyvernTool' } });
		jest.spyOn(context, 'getExecuteData').mockReturnValue(stepOfAgent as never);
		for (const attempt of [1, 2]) expect([attempt, await runOperations(context, runs, waitingProcess())]).toMatchObject([attempt, [[{ json: { outcome: 'inProgress' } }]]]);
	}
	expect(prompts()).toEqual(['Find mugs', 'Find cups']);
});
