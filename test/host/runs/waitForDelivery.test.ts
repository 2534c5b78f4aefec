import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { runOperations } from '../../../nodes/host/runs/runOperations';
import { startSkyvernApi } from '../../standIns/skyvernApi';
import type { Operation } from './operate';
import { API_KEY, contextOf, NOW, waitingProcess } from './operate';
import { sleepers } from './sleepers';

const { nodeType, runs } = sleepers.skyvern;
const RESUME_URL = 'http://127.0.0.1:5678/webhook-waiting/1?signature=secret-token';

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

async function wait(changes: Partial<Operation> = {}) {
	const { parameters, ...rest } = changes;
	const context = await contextOf({ nodeType, runs, baseUrl: api.baseUrl, parameters: { operation: 'runAndWait', kind: 'task', prompt: 'Find mugs', ...parameters }, ...rest });
	jest.spyOn(context, 'getWorkflowDataProxy').mockReturnValue({ $execution: { resumeUrl: RESUME_URL } } as never);
	const outputs = await runOperations(context, runs, waitingProcess()).catch((error: Error) => error.message);
	return { context, outputs, waitTill: (context as unknown as { runExecutionData: { waitTill?: Date } }).runExecutionData.waitTill };
}

test('starts the run with the address of this execution, and sleeps as long as it may', async () => {
	const { outputs, waitTill } = await wait({ parameters: { runTimeLimit: 5 } });
	expect(api.latest().body.webhook_url).toBe(RESUME_URL);
	expect(outputs).toMatchObject([[], [{ json: { runId: api.latest().id, outcome: 'inProgress' } }]]);
	expect(waitTill).toEqual(new Date(NOW + 300_000));
});

test('a run that has ended at once is not slept for', async () => {
	api.planAnswer('POST /v1/run/tasks', 200, { run_id: 'tsk_7', run_type: 'task_v2', status: 'failed', created_at: '2026-01-01T00:00:00' });
	const { outputs, waitTill } = await wait();
	expect(outputs).toMatchObject([[{ json: { runId: 'tsk_7', outcome: 'failed' } }], []]);
	expect(waitTill).toBeUndefined();
});

test('a start whose answer has a status that nobody knows yet is slept for: its end is still to be reported', async () => {
	api.planAnswer('POST /v1/run/tasks', 200, { run_id: 'tsk_7', run_type: 'task_v2', status: 'pondering', created_at: '2026-01-01T00:00:00' });
	const { outputs, waitTill } = await wait();
	expect(outputs).toMatchObject([[], [{ json: { runId: 'tsk_7', status: 'pondering', outcome: 'inProgress' } }]]);
	expect(waitTill).toBeDefined();
});

test.each([0, 1e15])('a time limit of %d minutes is none', async (runTimeLimit) => {
	expect((await wait({ parameters: { runTimeLimit } })).waitTill).toEqual(WAIT_INDEFINITELY);
});

const MUGS_AND_CUPS = [{ what: 'mugs' }, { what: 'cups' }];

test.each<[string, Partial<Operation>, RegExp]>([
	['two items', { items: MUGS_AND_CUPS }, /one item at a time.*there are 2\. Nothing was started/],
	['no number of minutes', { parameters: { runTimeLimit: 'soon' } }, /Time Limit \(Minutes\) is not a number/],
	['a private n8n and a public provider', { baseUrl: 'https://api.skyvern.com' }, /cannot reach this n8n at http:\/\/127\.0\.0\.1:5678 .*Nothing was started/],
	['no prompt', { parameters: { prompt: ' ' } }, /Prompt is empty/],
	["n8n's Engine 2.0", { executionId: '01a221e9-74e1-76b3-8bf9-b24708a349b9' }, /Engine 2\.0.*cannot wake.*Nothing was started/],
])('%s: nothing is started', async (_name, changes, expected) => {
	const { outputs, waitTill } = await wait(changes);
	expect(outputs).toMatch(expected);
	expect(outputs).not.toContain('secret-token');
	expect([api.starts(), waitTill]).toEqual([[], undefined]);
});

test.each(['continueErrorOutput', 'continueRegularOutput'])('%s: what fails leaves as a failure, not as a run that has ended', async (onError) => {
	const { outputs } = await wait({ items: MUGS_AND_CUPS, nodeSettings: { onError } });
	const failure = (item: number) => ({ json: { error: expect.stringContaining('one item at a time') }, pairedItem: { item } });
	expect(outputs).toEqual([[failure(0), failure(1)], []]);
});
