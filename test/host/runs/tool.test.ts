import type { IExecuteFunctions } from 'n8n-workflow';

import { BrowserUse } from '../../../nodes/BrowserUse/BrowserUse.node';
import { browserUseNode } from '../../../nodes/BrowserUse/browserUseRuns';
import { runOperations } from '../../../nodes/host/runs/runOperations';
import { startBrowserUseApi } from '../../standIns/browserUseApi';
import { toolOf } from '../toolContext';
import { API_KEY, waitingProcess } from './operate';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

let api: Awaited<ReturnType<typeof startBrowserUseApi>>;

beforeAll(async () => {
	api = await startBrowserUseApi({ apiKey: API_KEY });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const tool = (parameters: object = {}, nodeSettings: object = {}) =>
	toolOf({
		nodeType: new BrowserUse(),
		parameters: { operation: 'runAndWait', kind: 'run', task: '={{ $fromAI("Task", "", "string") }}', ...parameters },
		credential: { apiKey: API_KEY, baseUrl: api.baseUrl },
		apiHeaders: { 'X-Browser-Use-API-Key': API_KEY },
		nodeSettings,
		execute: async (context: IExecuteFunctions) => await runOperations(context, browserUseNode, waitingProcess()),
	});

const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

test('each call of an agent is a run of its own', async () => {
	const call = tool();
	expect(await call({ Task: 'Find mugs' })).toMatchObject([{ outcome: 'succeeded', output: 'A blue mug costs 12.50.' }]);
	await call({ Task: 'Find cups' });
	expect(api.starts().map(({ body }) => body.task)).toEqual(['Find mugs', 'Find cups']);
});

test('a run that has not ended in time is told too: it is not to be started again', async () => {
	api.setScript({ run: ['queued', 'running'] });
	expect(await tool({ runTimeLimit: 1 })({ Task: 'Find mugs' })).toMatchObject([{ runId: api.latest().id, outcome: 'inProgress' }]);
});

test('Retry On Fail starts no second run where the first may have begun, and the next call does', async () => {
	api.planBreak('POST /api/v4/runs');
	const call = tool({}, RETRY);
	await expect(call({ Task: 'Find mugs' })).rejects.toThrow(/may have begun/);
	expect(api.starts()).toHaveLength(1);
	expect(await call({ Task: 'Find mugs' })).toMatchObject([{ outcome: 'succeeded' }]);
	expect(api.starts()).toHaveLength(2);
});

test('Retry On Fail goes on with the run that has begun', async () => {
	api.planAnswer('GET /api/v4/runs/4e040000-0000-4000-8000-000000000001/status', 401, {});
	expect(await tool({}, RETRY)({ Task: 'Find mugs' })).toMatchObject([{ outcome: 'succeeded' }]);
	expect(api.starts()).toHaveLength(1);
});
