import { temporaryFolder } from '../files';
import { FILE, PAGES, RECORDS, startResultApis } from '../standIns/resultApis';
import type { ProviderId } from './harness';
import { addTrigger, bringUp, deliver, exampleWorkflow, forAllTests, pause, signed, TRIGGERS } from './harness';

jest.setTimeout(240_000);

const API_KEY = TRIGGERS.skyvern.secret;
const FOLDER = '/home/node/.n8n-files';
const written = temporaryFolder();

let n8n: Awaited<ReturnType<typeof bringUp>>;
let api: Awaited<ReturnType<typeof startResultApis>>;

forAllTests(
	async () => (api = await startResultApis({ apiKey: API_KEY })),
	async () => (n8n = await bringUp({ N8N_RESTRICT_FILE_ACCESS_TO: written.folder })),
);

afterAll(() => {
	written.remove();
});

async function add(provider: ProviderId, changes: Parameters<typeof addTrigger>[2] = {}) {
	const credential = { ...TRIGGERS[provider].credential, apiKey: API_KEY, baseUrl: api.baseUrl };
	return await addTrigger(n8n.client, provider, { credential, ...changes });
}

type Trigger = Awaited<ReturnType<typeof add>>;

async function send(trigger: Trigger, provider: ProviderId, changes: Parameters<typeof signed>[1] = {}) {
	const answer = await deliver(`${n8n.baseUrl}/${trigger.path}`, signed(provider, { runId: 'tsk_1', ...changes }));
	expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } });
}

async function finished({ workflowId }: Trigger) {
	const [execution] = await n8n.client.waitForExecutions({ workflowId, count: 1, timeoutMs: 60_000 });
	return execution;
}

const skyvernBody = (changes: object) =>
	Buffer.from(JSON.stringify({ run_id: 'tsk_1', run_type: 'task_v2', status: 'completed', finished_at: new Date().toISOString(), output: null, ...changes }));

/** The example as it is, but for the folder, which is n8n's own in a container. */
const exampleIn = (file: string) => JSON.parse(JSON.stringify(exampleWorkflow(file)).replace(FOLDER, written.folder));

describe('the examples that ask an API', () => {
	test.each([
		['browserUse', 'browser-use-rows.json'],
		['smartBrowse', 'smartbrowse-rows.json'],
	] as const)('%s ends with a row for each record: examples/%s', async (provider, file) => {
		const trigger = await add(provider, { workflow: exampleWorkflow(file) });
		await send(trigger, provider);
		const { id, status } = await finished(trigger);
		expect(status).toBe('success');
		expect(await n8n.client.outputOf(id, 'Row')).toEqual(RECORDS.map(({ name, price }) => ({ name, price, run: 'tsk_1' })));
	});

	test('firecrawl ends with a row for each page: examples/firecrawl-rows.json', async () => {
		const trigger = await add('firecrawl', { workflow: exampleWorkflow('firecrawl-rows.json') });
		await send(trigger, 'firecrawl');
		const { id, status } = await finished(trigger);
		expect(status).toBe('success');
		const rows = PAGES.map(({ markdown: text, metadata: { title, sourceURL: url } }) => ({ url, title, text, run: 'tsk_1' }));
		expect(await n8n.client.outputOf(id, 'Row')).toEqual(rows);
	});

	test('skyvern ends with files in a folder, byte for byte: examples/skyvern-files.json', async () => {
		const trigger = await add('skyvern', { workflow: exampleIn('skyvern-files.json') });
		const body = skyvernBody({
			downloaded_files: [
				{ url: `${api.baseUrl}/files/1`, filename: 'mugs.pdf' },
				{ url: 'https://169.254.169.254/latest', filename: 'credentials.txt' },
			],
			recording_url: `${api.baseUrl}/files/2.webm`,
		});
		await send(trigger, 'skyvern', { body });
		const { id, status } = await finished(trigger);
		expect(status).toBe('success');
		expect(written.files()).toEqual({ 'tsk_1_mugs.pdf': FILE, 'tsk_1_recording.webm': FILE });
		const [{ files }] = await n8n.client.outputOf(id, 'Skyvern Trigger');
		expect(files).toMatchObject([
			{ property: 'download_1', mimeType: 'application/pdf', size: FILE.length },
			{ error: expect.stringContaining('does not lead to a public HTTPS address') },
			{ property: 'recording_1' },
		]);
	});
});

test('the provider has its answer before the API is asked', async () => {
	const trigger = await add('smartBrowse', { parameters: { options: { includeResult: true } } });
	let answer: (() => void) | undefined;
	api.plan('/smartbrowse/runs/tsk_1', (_request, response) => {
		answer = () => api.json({ data: { run_status: 'completed', result: { pages: [{ items: [1] }] } } })(_request, response);
	});
	await send(trigger, 'smartBrowse');
	while (answer === undefined) await pause(50);
	answer();
	const { id } = await finished(trigger);
	expect(await n8n.client.outputOf(id, trigger.triggerName)).toMatchObject([{ output: [1], error: null }]);
});

test('a file over the limit is missing, and the item says so', async () => {
	const trigger = await add('skyvern', { parameters: { options: { downloadFiles: ['download'], maximumFileSize: 1 } } });
	api.plan('/files/big', (_request, response) => {
		response.writeHead(200);
		for (let count = 0; count < 20; count += 1) response.write(Buffer.alloc(100_000));
		response.end();
	});
	await send(trigger, 'skyvern', { body: skyvernBody({ downloaded_files: [{ url: `${api.baseUrl}/files/big`, filename: 'big.bin' }] }) });
	const { id, status } = await finished(trigger);
	expect(status).toBe('success');
	expect(await n8n.client.outputOf(id, trigger.triggerName)).toMatchObject([{ runId: 'tsk_1', files: [{ error: expect.stringContaining('Maximum File Size') }] }]);
});

test("n8n's Retry On Fail tries again", async () => {
	const workflow = exampleWorkflow(TRIGGERS.smartBrowse.example);
	Object.assign(workflow.nodes[0], { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 });
	const trigger = await add('smartBrowse', { workflow, parameters: { options: { includeResult: true } } });
	const refusal = api.json({}, 401);
	api.plan('/smartbrowse/runs/tsk_1', refusal, refusal, api.json({ data: { run_status: 'completed', result: { pages: [{ items: [1] }] } } }));
	await send(trigger, 'smartBrowse');
	const { id, status } = await finished(trigger);
	expect(status).toBe('success');
	expect(await n8n.client.outputOf(id, trigger.triggerName)).toMatchObject([{ output: [1], error: null }]);
	expect(api.requests).toHaveLength(3);
});

test("n8n's error output gets the item with what is missing", async () => {
	const workflow = exampleWorkflow(TRIGGERS.smartBrowse.example);
	const { name } = workflow.nodes[0];
	Object.assign(workflow.nodes[0], { onError: 'continueErrorOutput' });
	workflow.connections[name].main.push([{ node: 'Alert', type: 'main', index: 0 }]);
	const { assignments } = workflow.nodes.find((node: { name: string }) => node.name === 'Alert').parameters.assignments;
	assignments[0].value = '=Run {{ $json.message.runId }}: {{ $json.error }}';
	const trigger = await add('smartBrowse', { workflow, parameters: { options: { includeResult: true } } });
	api.plan('/smartbrowse/runs/tsk_1', api.json({}, 401));
	await send(trigger, 'smartBrowse');
	const { id, status } = await finished(trigger);
	expect(status).toBe('success');
	expect(await n8n.client.outputOf(id, 'Alert')).toMatchObject([{ text: expect.stringMatching(/^Run tsk_1: .*refused the API key \(HTTP 401\)/) }]);
});

test('ten thousand records', async () => {
	const records = Array.from({ length: 10_000 }, (_, index) => ({ name: `Mug ${index}`, price: index, text: 'x'.repeat(300) }));
	api.setRecords(records);
	const trigger = await add('smartBrowse', { workflow: exampleWorkflow('smartbrowse-rows.json') });
	await send(trigger, 'smartBrowse');
	const { id, status } = await finished(trigger);
	expect(status).toBe('success');
	const rows = await n8n.client.outputOf(id, 'Row');
	expect(rows).toHaveLength(10_000);
	expect(rows[9999]).toEqual({ name: 'Mug 9999', price: 9999, run: 'tsk_1' });
});

test('a cancelled execution stops asking', async () => {
	const trigger = await add('smartBrowse', { parameters: { options: { includeResult: true } } });
	let asked = false;
	api.plan('/smartbrowse/runs/tsk_1', () => {
		asked = true;
	});
	await send(trigger, 'smartBrowse');
	while (!asked) await pause(50);
	const [{ id }] = await n8n.client.executions({ workflowId: trigger.workflowId });
	await n8n.client.stopExecution(id);
	expect(await api.requests[0].ending).toBe('aborted');
	expect((await finished(trigger)).status).toBe('canceled');
});

test('listening for a test event shows the result too', async () => {
	const trigger = await add('browserUse', { parameters: { options: { includeResult: true } }, activate: false });
	const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
	await deliver(`${n8n.baseUrl}/${trigger.testPath}`, signed('browserUse', { runId: 'tsk_1' }));
	await run.waitFor('executionFinished', 30_000);
	const { id } = await finished(trigger);
	expect(await n8n.client.outputOf(id, trigger.triggerName)).toMatchObject([{ output: RECORDS, result: { costUsd: 0.0425 } }]);
});

test('the option without an API key fails to activate and says what to fill in', async () => {
	const activation = addTrigger(n8n.client, 'smartBrowse', { parameters: { options: { includeResult: true } } });
	await expect(activation).rejects.toThrow('Fill in API Key in the credential SmartBrowse Webhook API, or remove the option');
});

test('no secret reaches the log', () => {
	for (const secret of n8n.secrets) expect(n8n.logText()).not.toContain(secret);
});
