import { Skyvern } from '../../nodes/Skyvern/Skyvern.node';
import { skyvernNode } from '../../nodes/Skyvern/skyvernRuns';
import type { Operation } from '../host/runs/operate';
import { API_KEY, failureOf, outputsOf } from '../host/runs/operate';
import { startSkyvernApi } from '../standIns/skyvernApi';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

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

const step = (parameters: Record<string, unknown>, more: Partial<Operation> = {}): Operation => ({
	nodeType: new Skyvern(),
	runs: skyvernNode,
	baseUrl: api.baseUrl,
	parameters: { operation: 'start', kind: 'task', prompt: 'Find mugs', ...parameters },
	...more,
});

const agent = { kind: 'agent', agent: { __rl: true, mode: 'id', value: ' wpid_1 ' } };

describe('a start sends what the API documents', () => {
	test.each<[name: string, parameters: Record<string, unknown>, path: string, body: object]>([
		['a task', {}, '/v1/run/tasks', { prompt: 'Find mugs', max_steps: 25 }],
		['a task without a cap of its own', { maxSteps: 0 }, '/v1/run/tasks', { prompt: 'Find mugs' }],
		[
			'a task with options',
			{
				url: 'https://example.com',
				runOptions: { browserProfileId: 'bp_1', dataSchema: '{"type": "object"}', engine: 'skyvern-2.0', proxyLocation: 'NONE', title: 'Mugs', totpIdentifier: 'me@example.com', webhookUrl: 'https://n8n.example/webhook/1', additionalFields: '{"max_steps": 9, "run_with": "agent"}' },
			},
			'/v1/run/tasks',
			{ prompt: 'Find mugs', url: 'https://example.com', max_steps: 25, browser_profile_id: 'bp_1', data_extraction_schema: { type: 'object' }, engine: 'skyvern-2.0', proxy_location: 'NONE', title: 'Mugs', totp_identifier: 'me@example.com', webhook_url: 'https://n8n.example/webhook/1', run_with: 'agent' },
		],
		['an agent', agent, '/v1/run/workflows', { workflow_id: 'wpid_1' }],
		[
			'an agent with parameters and options',
			{ ...agent, agentParameters: { mappingMode: 'defineBelow', value: { month: 'May', limit: 3, paid: false, filter: null } }, runOptions: { browserSessionId: 'pbs_1', maxElapsedMinutes: 30, additionalFields: { ai_fallback: true } } },
			'/v1/run/workflows',
			{ workflow_id: 'wpid_1', parameters: { month: 'May', limit: 3, paid: false }, browser_session_id: 'pbs_1', max_elapsed_time_minutes: 30, ai_fallback: true },
		],
		// Skyvern takes agent_id for the same as workflow_id, and before it.
		['the agent that is chosen, whatever Additional Fields say', { ...agent, runOptions: { additionalFields: '{"agent_id": "wpid_2", "workflow_id": "wpid_3"}' } }, '/v1/run/workflows', { workflow_id: 'wpid_1', agent_id: 'wpid_1' }],
	])('%s', async (_name, parameters, path, body) => {
		expect(await outputsOf(step(parameters))).toMatchObject([[{ runId: api.latest().id, outcome: 'inProgress', delivery: { verified: 'api', source: 'api' } }]]);
		expect(api.starts()).toEqual([{ method: 'POST', path, body }]);
	});

	test('the steps of an agent are limited in a header', async () => {
		await outputsOf(step({ ...agent, runOptions: { maxSteps: '={{ "30" }}' } }));
		expect(api.latest()).toMatchObject({ body: { workflow_id: 'wpid_1' }, headers: { 'x-max-steps-override': '30' } });
		await outputsOf(step(agent));
		expect(api.latest().headers).not.toHaveProperty('x-max-steps-override');
	});

	test('no parameters are taken from the item unseen', () => {
		const { typeOptions } = new Skyvern().description.properties.find(({ name }) => name === 'agentParameters')!;
		expect(typeOptions?.resourceMapper?.supportAutoMap).toBe(false);
	});

	test('what the engine of a task does not take is said', async () => {
		expect(await failureOf(step({ runOptions: { browserProfileId: 'bp_1' } }))).toMatch(/refused to start the run \(HTTP 400\)\. It says: browser_profile_id is not supported/);
		expect(api.runs.size).toBe(0);
	});
});

describe('Get', () => {
	test('of any run, by its ID alone, with what Include Result adds', async () => {
		await outputsOf(step(agent));
		const run = api.latest();
		run.status = 'completed';
		expect(await outputsOf(step({ operation: 'get', kind: 'task', runId: ` ${run.id} `, options: { includeResult: true } }))).toMatchObject([
			[{ event: 'workflow_run', runId: run.id, workflowId: 'wpid_1', outcome: 'succeeded', result: { stepCount: null, appUrl: `https://app.skyvern.com/runs/${run.id}` } }],
		]);
	});

	test('of a run that Skyvern tries again: it goes on', async () => {
		api.planAnswer('GET /v1/runs/wr_7', 200, { run_id: 'wr_7', run_type: 'workflow_run', status: 'failed', retry_pending: true, attempt: 1 });
		expect(await outputsOf(step({ operation: 'get', runId: 'wr_7' }))).toMatchObject([[{ event: 'attempt', outcome: 'inProgress' }]]);
	});
});

test('Include Result is that of the trigger', () => {
	const options = new Skyvern().description.properties.find(({ name }) => name === 'options')?.options ?? [];
	expect(options).toContainEqual(expect.objectContaining({ name: 'includeResult', default: false }));
});
