import { OUTPUT as TASK_OUTPUT, startBrowserUseApi } from '../standIns/browserUseApi';
import { OUTPUT as RECIPE_OUTPUT, RECIPE, startSmartBrowseApi } from '../standIns/smartBrowseApi';
import { bringUp, exampleWorkflow, forAllTests, pause, TRIGGERS } from './harness';
import { addRunner } from './runner';
import { addToolRunner } from './toolRunner';

jest.setTimeout(300_000);

const API_KEY = 'key-of-the-api';

let n8n: Awaited<ReturnType<typeof bringUp>>;
let browserUse: Awaited<ReturnType<typeof startBrowserUseApi>>;
let smartBrowse: Awaited<ReturnType<typeof startSmartBrowseApi>>;

forAllTests(
	async () => (browserUse = await startBrowserUseApi({ apiKey: API_KEY })),
	async () => (smartBrowse = await startSmartBrowseApi({ apiKey: API_KEY })),
	async () => (n8n = await bringUp()),
);

const NODES = {
	run: {
		type: 'browserUse' as const,
		parameters: { kind: 'run', task: '=Find {{ $json.what }}' },
		start: 'POST /api/v4/runs',
		look: (id: string) => `/api/v4/runs/${id}/status`,
		api: () => browserUse,
		goesOn: () => browserUse.setScript({ run: ['queued', 'running'] }),
		ended: { event: 'agent.run.status_update', status: 'completed', output: 'A blue mug costs 12.50.' },
	},
	task: {
		type: 'browserUse' as const,
		parameters: { kind: 'task', task: '=Find {{ $json.what }}' },
		start: 'POST /api/v2/tasks',
		look: (id: string) => `/api/v2/tasks/${id}/status`,
		api: () => browserUse,
		goesOn: () => browserUse.setScript({ task: ['created', 'started'] }),
		ended: { event: 'agent.task.status_update', status: 'finished', output: TASK_OUTPUT },
	},
	recipe: {
		type: 'smartBrowse' as const,
		parameters: { recipeId: RECIPE },
		start: `POST /smartbrowse/recipes/${RECIPE}/run`,
		look: (id: string) => `/smartbrowse/runs/${id}`,
		api: () => smartBrowse,
		goesOn: () => smartBrowse.setScript(['queued', 'running']),
		ended: { event: 'completed', status: 'completed', output: RECIPE_OUTPUT },
	},
};

type Kind = keyof typeof NODES;
const KINDS = Object.keys(NODES) as Kind[];

const accessTo = (kind: Kind) => ({ type: NODES[kind].type, credential: { apiKey: API_KEY, baseUrl: NODES[kind].api().baseUrl } });

async function add(kind: Kind, parameters: object = {}, changes: Partial<Parameters<typeof addRunner>[1]> = {}) {
	return await addRunner(n8n, { ...accessTo(kind), parameters: { ...NODES[kind].parameters, ...parameters }, ...changes });
}

describe.each(KINDS)('Run and Wait: a %s', (kind) => {
	const { api, ended: expected, start, look, goesOn } = NODES[kind];
	const looks = () => api().requests.flatMap(({ method, path }) => (method === 'GET' ? [path] : []));
	/** What the first look at each run is answered. */
	const askForPatience = (seconds: string) => api().whenStarted(({ id }) => api().planAnswer(`GET ${look(id)}`, 429, { detail: 'Too many' }, { 'retry-after': seconds }));

	test('is started, asked for, and handed on once it has ended', async () => {
		const runner = await add(kind);
		await runner.start();
		await runner.succeeded();
		const [ended, notEnded] = await runner.outputs();
		expect(ended).toMatchObject([{ ...expected, runId: api().latest().id, outcome: 'succeeded', error: null, delivery: { scheme: 'api', verified: 'api', source: 'api' } }]);
		expect(notEnded).toEqual([]);
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: api().latest().id }]);
		expect(api().starts()).toHaveLength(1);
	});

	test('five items are five runs, side by side', async () => {
		const runner = await add(kind);
		await runner.start(['a', 'b', 'c', 'd', 'e']);
		await runner.succeeded();
		const [ended] = await runner.outputs();
		expect(ended.map(({ runId }) => runId)).toEqual([...api().runs.keys()]);
		expect(await runner.itemsOf('Ended')).toEqual(ended.map(({ runId }, index) => ({ what: 'abcde'[index], runId })));
		expect(api().requests.findIndex(({ method }) => method === 'GET')).toBe(5);
	});

	test('leaves by Not Ended when the time is up', async () => {
		goesOn();
		const runner = await add(kind, { runTimeLimit: 0.03 });
		await runner.start();
		await runner.succeeded();
		expect(await runner.outputs()).toMatchObject([[], [{ runId: api().latest().id, outcome: 'inProgress' }]]);
		expect(await runner.itemsOf('Not Ended')).toEqual([{ what: 'mugs', runId: api().latest().id }]);
		expect(api().latest().statuses).toHaveLength(1);
	});

	test('is asked for no more once the execution is cancelled', async () => {
		goesOn();
		const runner = await add(kind);
		await runner.start();
		while (looks().length === 0) await pause(50);
		const { id } = (await runner.execution()) as { id: string };
		await n8n.client.stopExecution(id);
		await runner.reaches('canceled');
		const { length } = api().requests;
		await pause(3000);
		expect(api().requests).toHaveLength(length);
	});

	test('is never started twice when it may have begun, not even by Retry On Fail', async () => {
		const runner = await add(kind, {}, { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 } });
		api().planBreak(start);
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/did not answer the request to start a run.*may have begun/);
		expect(api().starts()).toHaveLength(1);
		expect(api().runs.size).toBe(1);
	});

	test.each([
		[402, /wants to be paid before it can start the run \(HTTP 402\)/],
		[422, /refused to start the run \(HTTP 422\)/],
		[500, /HTTP 500.*The run may have begun/],
	])('that cannot be started says why: %i', async (status, sentence) => {
		const runner = await add(kind);
		api().planAnswer(start, status, { detail: 'Because.' });
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(sentence);
		expect(api().starts()).toHaveLength(1);
	});

	test('waits when the API asks for patience, at its start and later', async () => {
		api().planAnswer(start, 429, { detail: 'Too many' }, { 'retry-after': '1' });
		askForPatience('1');
		const runner = await add(kind);
		await runner.start();
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ outcome: 'succeeded' }]);
		expect(api().starts()).toHaveLength(2);
		expect(api().runs.size).toBe(1);
		expect(looks().slice(0, 2)).toEqual(Array.from({ length: 2 }, () => look(api().latest().id)));
	});

	test('is not asked for before the API wants to be asked, and leaves by Not Ended', async () => {
		askForPatience('3600');
		const runner = await add(kind, { runTimeLimit: 0.1 });
		await runner.start();
		await runner.succeeded();
		expect(await runner.outputs()).toMatchObject([[], [{ runId: api().latest().id, outcome: 'inProgress' }]]);
		expect(looks()).toHaveLength(1);
	});

	test('runs in the editor', async () => {
		const runner = await add(kind, {}, { activate: false });
		const manual = await n8n.client.runManually(runner.workflowId, 'List');
		await runner.start(['mugs'], 'webhook-test');
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ ...expected, outcome: 'succeeded' }]);
		manual.close();
	});
});

test.each(['run', 'task'] as const)('a %s is stopped when the time is up, if it is to be', async (kind) => {
	NODES[kind].goesOn();
	const runner = await add(kind, { runTimeLimit: 0.03, stopWhenTimeIsUp: true });
	await runner.start();
	await runner.succeeded();
	expect(await runner.outputs()).toMatchObject([[], [{ runId: browserUse.latest().id, outcome: 'stopped' }]]);
});

describe.each(KINDS)('without waiting: a %s', (kind) => {
	const { api, ended } = NODES[kind];

	test('Start, and Get until it has ended', async () => {
		const starter = await add(kind, { operation: 'start' });
		await starter.start(['a', 'b']);
		await starter.succeeded();
		const [started] = await starter.outputs();
		expect(started).toMatchObject([...api().runs.keys()].map((runId) => ({ runId, outcome: 'inProgress' })));
		expect(await starter.itemsOf('Ended')).toHaveLength(2);
		api().latest().statuses = [ended.status];

		const getter = await add(kind, { operation: 'get', runId: '={{ $json.what }}' });
		await getter.start([started[1].runId]);
		await getter.succeeded();
		expect((await getter.outputs())[0]).toMatchObject([{ ...ended, runId: started[1].runId, outcome: 'succeeded' }]);
	});
});

test('Stop', async () => {
	const { id } = browserUse.begin('run', { task: 'x' }, ['running']);
	const stopper = await add('run', { operation: 'stop', runId: id });
	await stopper.start();
	await stopper.succeeded();
	expect((await stopper.outputs())[0]).toMatchObject([{ runId: id, status: 'cancelled', outcome: 'stopped' }]);
});

describe('as tools of an AI agent', () => {
	const task = { task: '={{ $fromAI("What", "what to do", "string") }}' };

	test('each call is a run of its own, and the agent is told how it ended', async () => {
		const agent = await addToolRunner(n8n, { ...accessTo('run'), tools: { First: { ...NODES.run.parameters, ...task }, Second: { ...NODES.task.parameters, ...task } } });
		const { told, error } = await agent.call({ First: { What: 'Find mugs' }, Second: { What: 'Find cups' } });
		expect(error).toBeUndefined();
		expect(told).toHaveLength(2);
		// In which order n8n calls them is its own affair.
		for (const { output } of [NODES.run.ended, NODES.task.ended]) expect(told).toContainEqual([expect.objectContaining({ outcome: 'succeeded', output })]);
		expect(browserUse.starts().map(({ body }) => body.task).sort()).toEqual(['Find cups', 'Find mugs']);
	});

	test('a run that has not ended in time is told too: it is not to be started again', async () => {
		smartBrowse.setScript(['queued', 'running']);
		const agent = await addToolRunner(n8n, { ...accessTo('recipe'), tools: { Recipe: { recipeId: '={{ $fromAI("Id", "the recipe", "string") }}', runTimeLimit: 0.03 } } });
		const { told } = await agent.call({ Recipe: { Id: RECIPE } });
		expect(told).toMatchObject([[{ runId: smartBrowse.latest().id, outcome: 'inProgress' }]]);
	});

	test('Retry On Fail starts no second run', async () => {
		browserUse.planBreak('POST /api/v4/runs');
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
		const agent = await addToolRunner(n8n, { ...accessTo('run'), tools: { First: { ...NODES.run.parameters, ...task } }, settings });
		const { error } = await agent.call({ First: { What: 'Find mugs' } });
		expect(error).toMatch(/may have begun/);
		expect(browserUse.starts()).toHaveLength(1);
	});
});

test.each([
	['run', 'browser-use-run.json'],
	['recipe', 'smartbrowse-run.json'],
] as const)('what a %s has not told in time is asked for later: examples/%s', async (kind, file) => {
	const { api, goesOn, ended } = NODES[kind];
	goesOn();
	const { type, credential } = accessTo(kind);
	const { credentialType, credential: usual } = TRIGGERS[type];
	const stored = await n8n.client.createCredential({ name: 'Of an example', type: credentialType, data: { ...usual, ...credential } });
	const workflow = exampleWorkflow(file);
	for (const node of workflow.nodes) {
		if (node.type === `n8n-nodes-browser-agents.${type}`) node.credentials = { [credentialType]: { id: stored.id, name: stored.name } };
		// In seconds what it does in minutes.
		if (node.parameters.runTimeLimit !== undefined) node.parameters.runTimeLimit = 0.03;
		if (node.name === 'Wait') node.parameters = { amount: 1, unit: 'seconds' };
	}
	const { id: workflowId } = await n8n.client.createWorkflow(workflow);
	const manual = await n8n.client.runManually(workflowId, 'When clicking Execute workflow');
	while (api().runs.size === 0) await pause(50);
	await pause(4000);
	api().latest().statuses = [ended.status];
	const [{ id }] = await n8n.client.waitForExecutions({ workflowId, count: 1 });
	const { data } = await n8n.client.execution(id);
	const { runData } = data.resultData;
	expect(runData.Summary[0].data.main[0]).toMatchObject([{ json: { text: `Run ${api().latest().id} ended: ${ended.status}` } }]);
	expect(api().starts()).toHaveLength(1);
	expect(runData.Get.at(-1).data.main[0]).toMatchObject([{ json: { outcome: 'succeeded' } }]);
	manual.close();
});

test('no secret reaches the log', () => {
	for (const secret of [...n8n.secrets, API_KEY]) expect(n8n.logText()).not.toContain(secret);
});
