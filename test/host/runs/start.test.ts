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

test('who asks for patience is asked again, as late as it says, four times in all', async () => {
	for (let n = 0; n < 4; n += 1) api.planAnswer(TASKS, 429, {}, { 'retry-after': '7' });
	const { outputs, process } = await start();
	expect(outputs).toMatchObject({ message: expect.stringContaining('fewer requests (HTTP 429), also after waiting, so the run was not started') });
	expect(process.waits).toEqual([7000, 7000, 7000]);
	expect(api.starts()).toHaveLength(4);
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
