import { DATA, PAGES, startFirecrawlApi } from '../standIns/firecrawlApi';
import { addTrigger, bringUp, exampleWorkflow, forAllTests, pause, TRIGGERS } from './harness';
import { addRunner } from './runner';

jest.setTimeout(300_000);

const SECRET = TRIGGERS.firecrawl.secret;
const ACCOUNT = 'fc-key-of-a-test-0123456789';
const HEADER_VALUE = 'Bearer header-value-of-a-test-0123456789';
const PARAMETERS = { kind: 'crawl', url: '=https://example.com/{{ $json.what }}' };

let n8n: Awaited<ReturnType<typeof bringUp>>;
let api: Awaited<ReturnType<typeof startFirecrawlApi>>;

forAllTests(
	async () => (api = await startFirecrawlApi({ authorization: `Bearer ${ACCOUNT}`, secret: SECRET })),
	async () => (n8n = await bringUp()),
);

const credentialWith = (changes: object = {}) => ({ ...TRIGGERS.firecrawl.credential, headerName: 'X-Token', apiKey: ACCOUNT, baseUrl: api.baseUrl, ...changes });
const UNSIGNED = { webhookSecret: '', headerValue: HEADER_VALUE };

async function add(parameters: object = {}, credential: object = {}) {
	return await addRunner(n8n, { type: 'firecrawl', credential: credentialWith(credential), parameters: { ...PARAMETERS, ...parameters } });
}

/** What the trigger makes of the same delivery, with Include Result. */
async function itemsOfTrigger(word: string, parameters: object = {}, credential: object = {}) {
	const trigger = await addTrigger(n8n.client, 'firecrawl', { parameters: { events: [], statuses: [], ...parameters }, credential: credentialWith(credential) });
	const [{ body }] = await api.deliver(api.latest(), word, { url: `${n8n.baseUrl}/${trigger.path}` });
	expect(body).toBe('{"status":"accepted"}');
	const [{ id }] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
	const { data } = await n8n.client.execution(id);
	return data.resultData.runData[trigger.triggerName][0].data.main[0].map(({ json }: { json: Record<string, unknown> }) => json);
}

/** All of it but when n8n received it, and what is random for each send. */
const comparable = (item: Record<string, unknown>) => ({ ...item, receivedAt: 'at some time', payload: { ...(item.payload as object), webhookId: 'random' } });

describe('sleeping until the delivery', () => {
	test('across a restart of n8n; only the proven end of this job wakes it, and gives the item of the trigger', async () => {
		const runner = await add();
		await runner.start();
		await runner.asleep();
		const job = api.latest();
		expect(job.body).toEqual({ url: 'https://example.com/mugs', limit: 100, webhook: { url: expect.stringContaining('/webhook-waiting/'), events: ['completed', 'failed'] } });
		await n8n.restart();
		const asleep = async (word: string, options: object, status: number, body: object) => {
			const answers = await api.deliver(job, word, { always: true, attempts: 1, ...options });
			expect(answers.map((answer) => [answer.status, JSON.parse(answer.body)])).toEqual([[status, body]]);
			expect(await runner.status()).toBe('waiting');
		};
		await asleep('completed', { signWith: 'somebody-elses-secret' }, 401, { status: 'refused' });
		await asleep('completed', { signWith: null }, 401, { status: 'refused' });
		await asleep('completed', { changes: { id: '019df960-5f2a-75fb-a98b-bd2d32ca67d4' } }, 200, { status: 'ignored', reason: 'id_not_matched' });
		await asleep('started', {}, 200, { status: 'ignored', reason: 'event_not_selected' });
		await asleep('page', {}, 200, { status: 'ignored', reason: 'event_not_selected' });
		await asleep('paused', {}, 200, { status: 'ignored', reason: 'event_not_selected' });

		expect(await api.end(job)).toEqual([{ status: 200, body: '{"status":"accepted"}' }]);
		await runner.succeeded();
		const [ended, notEnded] = await runner.outputs();
		expect(notEnded ?? []).toEqual([]);
		expect(await runner.itemsOf('Ended')).toEqual([{ what: 'mugs', runId: job.id }]);
		expect(ended).toMatchObject([{ outcome: 'succeeded', output: PAGES, error: null, result: { creditsUsed: 3 }, delivery: { verified: 'signature', source: 'webhook' } }]);
		expect(ended.map(comparable)).toEqual((await itemsOfTrigger('completed', { options: { includeResult: true } })).map(comparable));
	});

	test('a crawl that was cancelled arrives as completed, and is told by the API', async () => {
		const runner = await add();
		await runner.start();
		await runner.asleep();
		const answers = await api.end(api.latest(), 'cancelled');
		expect(answers.map(({ status }) => status)).toEqual([200]);
		await runner.succeeded();
		const [ended] = await runner.outputs();
		expect(ended).toMatchObject([{ event: 'crawl.completed', status: 'cancelled', outcome: 'stopped', output: PAGES.slice(0, 1), payload: { success: true, data: [] } }]);
		expect(ended.map(comparable)).toEqual((await itemsOfTrigger('completed', { options: { includeResult: true } })).map(comparable));
	});

	test('an item for each page is that of the trigger', async () => {
		const runner = await add({ kind: 'batchScrape', urls: 'https://example.com', options: { emit: 'record' } });
		await runner.start();
		await runner.asleep();
		await api.end(api.latest());
		await runner.succeeded();
		const [ended] = await runner.outputs();
		expect(ended).toHaveLength(3);
		expect(ended.map(comparable)).toEqual((await itemsOfTrigger('completed', { options: { includeResult: true, emit: 'record' } })).map(comparable));
	});

	test.each([
		['agent', 'completed', { outcome: 'succeeded', output: DATA }],
		['agent', 'failed', { outcome: 'failed', error: 'The page did not load' }],
		['agent', 'cancelled', { outcome: 'stopped' }],
		['extract', 'completed', { outcome: 'succeeded', output: DATA }],
		['extract', 'failed', { outcome: 'failed', error: 'The page did not load' }],
	])('an %s that is %s', async (kind, status, item) => {
		const runner = await add({ kind, prompt: 'Find mugs' });
		await runner.start();
		await runner.asleep();
		expect((await api.end(api.latest(), status)).map((answer) => answer.status)).toEqual([200]);
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ event: `${kind}.${status}`, status, ...item }]);
	});

	test('an account that signs nothing: the step gives the header of the credential to the job', async () => {
		const runner = await add({}, UNSIGNED);
		await runner.start();
		await runner.asleep();
		const job = api.latest();
		expect(job.body.webhook.headers).toEqual({ 'x-token': HEADER_VALUE });
		const forged = await api.deliver(job, 'completed', { signWith: null, headers: { 'x-token': 'Bearer another' }, attempts: 1 });
		expect(forged.map(({ status }) => status)).toEqual([401]);
		expect(await runner.status()).toBe('waiting');
		expect(await api.end(job, 'completed', { signWith: null })).toEqual([{ status: 200, body: '{"status":"accepted"}' }]);
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ outcome: 'succeeded', output: PAGES, delivery: { verified: 'sharedHeader' } }]);
		const { id } = (await runner.execution()) as { id: string };
		expect(JSON.stringify(await n8n.client.execution(id))).not.toContain(HEADER_VALUE);
	});

	test('a credential that proves nothing: nothing begins', async () => {
		const runner = await add({}, { webhookSecret: '' });
		await runner.start();
		await runner.failed();
		expect((await runner.failure()).message).toMatch(/Webhook Secret in the credential .* is empty, so no delivery could wake this step\. Nothing was started/);
		expect(api.starts()).toEqual([]);
	});

	test('a job that ends before n8n has stored that it sleeps: 409, and Firecrawl tries again', async () => {
		const runner = await add();
		api.whenStarted(async (job) => {
			void api.end(job);
			// Its first try is answered before the start is.
			while (api.answered.length === 0) await pause(20);
		});
		await runner.start();
		await runner.succeeded();
		expect(api.answered[0]).toBe(409);
		expect(api.answered.at(-1)).toBe(200);
		expect((await runner.outputs())[0]).toMatchObject([{ outcome: 'succeeded', output: PAGES }]);
	});

	test('what the API cannot tell is said in the item', async () => {
		const runner = await add();
		await runner.start();
		await runner.asleep();
		const job = api.latest();
		for (let look = 0; look < 9; look += 1) api.planAnswer(`GET /v2/crawl/${job.id}`, 401, {});
		await api.end(job);
		await runner.succeeded();
		expect((await runner.outputs())[0]).toMatchObject([{ outcome: 'unknown', error: expect.stringMatching(/^The result is missing: Firecrawl refused the API key/) }]);
	});
});

test('asking: five items, five jobs', async () => {
	api.endAtLook(2);
	const runner = await add({ waitBy: 'asking' });
	await runner.start(['a', 'b', 'c', 'd', 'e']);
	await runner.succeeded();
	const [ended, notEnded] = await runner.outputs();
	expect(ended.map(({ runId }) => runId)).toEqual([...api.runs.keys()]);
	expect(ended).toMatchObject(Array.from({ length: 5 }, () => ({ outcome: 'succeeded', output: PAGES, delivery: { source: 'api' } })));
	expect(notEnded).toEqual([]);
	expect(await runner.itemsOf('Ended')).toEqual(ended.map(({ runId }, index) => ({ what: 'abcde'[index], runId })));
});

test('Start, Get and Stop', async () => {
	const starter = await add({ operation: 'start' });
	await starter.start(['a', 'b']);
	await starter.succeeded();
	const [[first, second]] = await starter.outputs();
	expect(first).toMatchObject({ outcome: 'inProgress', payload: { success: true } });
	const getter = await add({ operation: 'get', runId: first.runId });
	await getter.start();
	await getter.succeeded();
	expect((await getter.outputs())[0]).toMatchObject([{ runId: first.runId, status: 'scraping', outcome: 'inProgress' }]);
	const stopper = await add({ operation: 'stop', runId: second.runId });
	await stopper.start();
	await stopper.succeeded();
	expect((await stopper.outputs())[0]).toMatchObject([{ runId: second.runId, status: 'cancelled', outcome: 'stopped' }]);
});

test('the example asks with Get behind Not Ended until the job has ended', async () => {
	const workflow = exampleWorkflow('firecrawl-run.json');
	const stored = await n8n.client.createCredential({ name: 'Firecrawl of the example', type: 'firecrawlWebhookApi', data: credentialWith() });
	for (const node of workflow.nodes) {
		if (node.type === 'n8n-nodes-browser-agents.firecrawl') node.credentials = { firecrawlWebhookApi: { id: stored.id, name: stored.name } };
		if (node.name === 'Crawl') node.parameters.runTimeLimit = 0.02;
		if (node.name === 'Wait') Object.assign(node.parameters, { amount: 1, unit: 'seconds' });
	}
	// The report is lost; the API knows better at its third look.
	api.endAtLook(3);
	const { id: workflowId } = await n8n.client.createWorkflow(workflow);
	const manual = await n8n.client.runManually(workflowId, 'When clicking Execute workflow');
	while (api.latest()?.status !== 'completed') await pause(100);
	const [{ id }] = await n8n.client.waitForExecutions({ workflowId, count: 1 });
	manual.close();
	expect(await n8n.client.outputOf(id, 'Pages')).toMatchObject(PAGES.map(({ metadata }) => ({ url: metadata.sourceURL, title: metadata.title })));
	expect(api.starts()).toHaveLength(1);
});

test('no secret reaches the log', () => {
	for (const secret of [...n8n.secrets, ACCOUNT, HEADER_VALUE]) expect(n8n.logText()).not.toContain(secret);
});
