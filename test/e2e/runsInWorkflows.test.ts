import { startSkyvernApi } from '../standIns/skyvernApi';
import { bringUp, exampleWorkflow, forAllTests, pause, TRIGGERS } from './harness';
import { addRunner } from './runner';
import { addToolRunner } from './toolRunner';

jest.setTimeout(300_000);

const API_KEY = TRIGGERS.skyvern.secret;
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
const TYPE = { name: 'n8n-nodes-browser-agents.skyvern', version: 1 };

let n8n: Awaited<ReturnType<typeof bringUp>>;
let api: Awaited<ReturnType<typeof startSkyvernApi>>;

forAllTests(
	async () => (api = await startSkyvernApi({ apiKey: API_KEY })),
	async () => (n8n = await bringUp()),
);

async function add(parameters: object = {}, changes: Partial<Parameters<typeof addRunner>[1]> = {}) {
	return await addRunner(n8n, { type: 'skyvern', credential: { baseUrl: api.baseUrl }, parameters: { kind: 'task', prompt: '=Find {{ $json.what }}', ...parameters }, ...changes });
}

type Runner = Awaited<ReturnType<typeof add>>;

/** The run that has begun as the n-th one, once its execution sleeps. */
async function sleeping(runner: Runner, n: number) {
	while (api.runs.size < n) await pause(100);
	await runner.asleep();
	return api.latest();
}

const main = (node: string) => ({ node, type: 'main', index: 0 });

describe('what Skyvern can list', () => {
	/** What the editor asks for while somebody fills in the node. */
	async function asked(what: string, methodName: string, agent: string, more: object = {}) {
		const { credentialId } = await add({ kind: 'agent' }, { activate: false });
		return await n8n.client.call('POST', `/dynamic-node-parameters/${what}`, {
			path: 'parameters.agent',
			methodName,
			nodeTypeAndVersion: TYPE,
			currentNodeParameters: { operation: 'runAndWait', kind: 'agent', agent: { __rl: true, mode: 'list', value: agent } },
			credentials: { skyvernWebhookApi: { id: credentialId, name: 'Skyvern of a test' } },
			...more,
		});
	}

	test('agents, page by page, and by what was typed', async () => {
		const first = await asked('resource-locator-results', 'searchAgents', '');
		expect(first.results).toHaveLength(50);
		expect(first.results[0]).toEqual({ name: 'Collect invoices', value: 'wpid_1' });
		const second = await asked('resource-locator-results', 'searchAgents', '', { paginationToken: first.paginationToken });
		expect(second.results.at(-1)).toEqual({ name: 'Agent 61', value: 'wpid_61' });
		expect(second.paginationToken).toBeUndefined();
		expect((await asked('resource-locator-results', 'searchAgents', '', { filter: 'invoices' })).results).toEqual([{ name: 'Collect invoices', value: 'wpid_1' }]);
	});

	test('the parameters of the agent that was chosen, without its secrets', async () => {
		const { fields } = await asked('resource-mapper-fields', 'agentParameters', 'wpid_1');
		expect(fields).toMatchObject([
			{ id: 'month', displayName: 'month (Which month)', type: 'string', required: true },
			{ id: 'limit', type: 'number', required: false, defaultValue: 10 },
			{ id: 'paid', type: 'boolean', required: false, defaultValue: false },
			{ id: 'filter', type: 'object', required: true },
		]);
		expect(fields).toHaveLength(4);
		expect(await asked('resource-mapper-fields', 'agentParameters', '')).toMatchObject({ fields: [], emptyFieldsNotice: expect.stringContaining('Choose first') });
	});

	test('a refused API key is said in the list', async () => {
		api.planAnswer('GET /v1/workflows', 403, { detail: 'Invalid credentials' });
		await expect(asked('resource-locator-results', 'searchAgents', '')).rejects.toThrow(/API key/);
	});

	test('an agent runs with its parameters', async () => {
		const runner = await add({
			kind: 'agent',
			agent: { __rl: true, mode: 'list', value: 'wpid_1' },
			agentParameters: { mappingMode: 'defineBelow', value: { month: '={{ $json.what }}', limit: 3, paid: true, filter: null } },
		});
		await runner.start(['May']);
		const run = await sleeping(runner, 1);
		expect(run.body).toMatchObject({ workflow_id: 'wpid_1', parameters: { month: 'May', limit: 3, paid: true } });
		await api.end(run);
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ runId: run.id, outcome: 'succeeded' }]);
	});
});

describe('in a workflow', () => {
	/** Behind a third output, where a node has one for errors. */
	const withErrorOutput = (workflow: { nodes: object[]; connections: Record<string, { main: object[][] }> }) => {
		workflow.nodes.push({ id: 'failed', name: 'Failed', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [660, 300], parameters: {} });
		workflow.connections.Skyvern.main.push([main('Failed')]);
	};

	test.each([{}, { waitBy: 'asking' }])('a start that fails leaves by the error output: %j', async (parameters) => {
		const runner = await add(parameters, { settings: { onError: 'continueErrorOutput' }, rewire: withErrorOutput });
		api.planAnswer('POST /v1/run/tasks', 422, { detail: 'No such engine' });
		await runner.start();
		await runner.succeeded();
		expect(await runner.itemsOf('Failed')).toMatchObject([{ error: expect.stringMatching(/refused to start the run \(HTTP 422\)\. It says: No such engine/) }]);
		expect([...(await runner.runsOf('Ended')), ...(await runner.runsOf('Not Ended'))]).toEqual([]);
	});

	test('with an error output, what ends and what does not still leave by their own', async () => {
		const runner = await add({ runTimeLimit: 0.02 }, { settings: { onError: 'continueErrorOutput' }, rewire: withErrorOutput });
		await runner.start();
		await runner.reaches('success', 90_000);
		expect(await runner.itemsOf('Not Ended')).toEqual([{ what: 'mugs', runId: api.latest().id }]);
		const other = await add({}, { settings: { onError: 'continueErrorOutput' }, rewire: withErrorOutput });
		await other.start();
		const run = await sleeping(other, 2);
		await api.end(run, 'failed');
		await other.succeeded();
		expect(await other.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: run.id }]);
		for (const each of [runner, other]) expect(await each.runsOf('Failed')).toEqual([]);
	});

	test('in a loop whose output is fed back, each round has a run of its own', async () => {
		const runner = await add({ prompt: '=Find {{ $("Loop").item.json.what }}', options: { emit: 'record' } }, {
			rewire: (workflow) => {
				workflow.nodes.push({ id: 'loop', name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, position: [330, 0], parameters: { options: {} } });
				workflow.nodes = workflow.nodes.filter(({ name }: { name: string }) => !name.endsWith('Ended'));
				workflow.connections.Entries.main = [[main('Loop')]];
				workflow.connections.Loop = { main: [[], [main('Skyvern')]] };
				workflow.connections.Skyvern.main = [[main('Loop')], [main('Loop')]];
			},
		});
		await runner.start(['a', 'b', 'c']);
		const runs = [];
		for (let n = 1; n <= 3; n += 1) {
			const run = await sleeping(runner, n);
			// What has woken one round wakes no other.
			if (n > 1) expect((await api.deliver(runs[n - 2], { url: api.urlOf(run) }))[0].body).toContain('id_not_matched');
			expect((await api.end(run))[0].status).toBe(200);
			runs.push(run);
		}
		await runner.succeeded();
		expect(runs.map(({ body }) => body.prompt)).toEqual(['Find a', 'Find b', 'Find c']);
		expect((await runner.runsOf('Skyvern')).map(([items]) => items.map(({ runId }) => runId))).toEqual(runs.map(({ id }) => [id, id]));
		expect((await runner.runsOf('Loop')).at(-1)?.[0]).toHaveLength(6);
	});

	test('Retry On Fail after the delivery starts nothing again', async () => {
		const runner = await add({ options: { downloadFiles: ['download'] } }, { settings: RETRY });
		// With Retry On Fail, what is missing is a failure.
		api.planAnswer('GET /files/mugs.pdf', 404, {});
		await runner.start();
		await api.end(await sleeping(runner, 1));
		await runner.succeeded();
		expect(api.starts()).toHaveLength(1);
		expect(api.requests.filter(({ path }) => path === '/files/mugs.pdf').length).toBeGreaterThan(1);
		expect((await runner.outputs())[0]).toMatchObject([{ runId: api.latest().id, files: [{ property: 'download_1', size: 4 }] }]);
	});

	test('a time limit of 0 is none', async () => {
		const runner = await add({ runTimeLimit: 0 });
		await runner.start();
		const run = await sleeping(runner, 1);
		const { waitTill } = (await runner.execution()) as unknown as { waitTill: string };
		expect(new Date(waitTill).getUTCFullYear()).toBeGreaterThanOrEqual(3000);
		await api.end(run);
		await runner.succeeded();
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: run.id }]);
	});

	test('"Execute step" runs this step alone, again with each click', async () => {
		const runner = await add({}, {
			rewire: (workflow) => {
				workflow.pinData = {};
			},
		});
		await runner.start(['cups']);
		await api.end(await sleeping(runner, 1));
		const { id } = await runner.succeeded();
		const { runData } = (await n8n.client.execution(id)).data.resultData;
		for (let click = 2; click <= 3; click += 1) {
			await n8n.client.call('POST', `/workflows/${runner.workflowId}/run`, { runData, destinationNode: { nodeName: 'Skyvern', mode: 'inclusive' }, dirtyNodeNames: ['Skyvern'] });
			const run = await sleeping(runner, click);
			expect(run.body.prompt).toBe('Find cups');
			expect((await api.end(run))[0].status).toBe(200);
			await runner.succeeded();
			expect((await runner.outputs())[0]).toMatchObject([{ runId: run.id, outcome: 'succeeded' }]);
			expect(await runner.runsOf('Ended')).toEqual([]);
		}
	});

	test('a private n8n and a public provider: nothing is started, and the error says what to do', async () => {
		const runner = await add({}, { credential: {} });
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/Skyvern cannot reach this n8n at http:\/\/127\.0\.0\.1:\d+ .*Nothing was started\. Set WEBHOOK_URL .* or set Wait By to Asking/);
	});
});

test('the example: not heard of in time, then asked for until it has ended', async () => {
	const workflow = exampleWorkflow('skyvern-run-and-wait.json');
	const node = (name: string) => workflow.nodes.find((each: { name: string }) => each.name === name);
	const { id, name } = await n8n.client.createCredential({ name: 'Skyvern', type: 'skyvernWebhookApi', data: { ...TRIGGERS.skyvern.credential, baseUrl: api.baseUrl } });
	for (const each of ['Run and Wait', 'How It Stands']) node(each).credentials = { skyvernWebhookApi: { id, name } };
	node('Run and Wait').parameters.runTimeLimit = 0.02;
	Object.assign(node('10 Minutes').parameters, { amount: 1, unit: 'seconds' });
	const { id: workflowId } = await n8n.client.createWorkflow(workflow);
	const manual = await n8n.client.runManually(workflowId, 'Start');
	const looks = () => api.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/runs/')).length;
	while (looks() < 2) await pause(100);
	api.latest().status = 'completed';
	const [execution] = await n8n.client.waitForExecutions({ workflowId, count: 1 });
	manual.close();
	expect(api.starts()).toHaveLength(1);
	expect(looks()).toBeGreaterThanOrEqual(3);
	expect(await n8n.client.outputOf(execution.id, 'Summary')).toMatchObject([{ text: expect.stringContaining(`Run ${api.latest().id} ended: completed`), output: expect.stringContaining('Blue mug') }]);
});

describe('as a tool of an AI agent', () => {
	const CALLS = { First: { prompt: 'Find mugs' }, Second: { prompt: 'Find cups' } };

	async function told(parameters: object = {}) {
		const tool = { kind: 'task', prompt: "={{ $fromAI('prompt', 'What to do') }}", ...parameters };
		const agent = await addToolRunner(n8n, { type: 'skyvern', credential: { baseUrl: api.baseUrl }, tools: { First: tool, Second: tool } });
		return (await agent.call(CALLS)).told as Array<Array<Record<string, unknown>>>;
	}

	test('each call is a run of its own, and is asked for to its end', async () => {
		api.whenStarted((run) => {
			run.status = 'completed';
		});
		expect((await told()).map(([{ runId, outcome }]) => [runId, outcome])).toEqual([...api.runs.keys()].map((id) => [id, 'succeeded']));
		expect([...api.runs.values()].map(({ body }) => [body.prompt, body.webhook_url]).sort()).toEqual([['Find cups', undefined], ['Find mugs', undefined]]);
	});

	test('what has not ended in time is told to the agent as well', async () => {
		const items = await told({ runTimeLimit: 0.02 });
		expect(api.runs.size).toBe(2);
		expect(items).toMatchObject([...api.runs.keys()].map((runId) => [{ runId, outcome: 'inProgress' }]));
	});
});

test('no secret reaches the log', () => {
	for (const secret of n8n.secrets) expect(n8n.logText()).not.toContain(secret);
});
