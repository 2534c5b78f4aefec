import { Firecrawl } from '../../nodes/Firecrawl/Firecrawl.node';
import { firecrawlNode } from '../../nodes/Firecrawl/firecrawlRuns';
import { canStart } from '../../nodes/delivery/runs';
import { readAccess, headerProof } from '../../nodes/delivery/verification/access';
import { judged, request, deliveryOf } from '../delivery/deliveries';
import type { Operation } from '../host/runs/operate';
import { API_KEY, failureOf, NOW, operate, outputsOf } from '../host/runs/operate';
import { DATA, PAGES, startFirecrawlApi } from '../standIns/firecrawlApi';

const MINUTE = 60_000;
const ONCE = '0b5c7f3e-2f0a-4f3c-9d8e-6a1b2c3d4e5f';
let api: Awaited<ReturnType<typeof startFirecrawlApi>>;

beforeAll(async () => {
	api = await startFirecrawlApi({ authorization: API_KEY, now: () => NOW - 5 * MINUTE });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const step = (parameters: Record<string, unknown>, more: Partial<Operation> = {}): Operation => ({
	nodeType: new Firecrawl(),
	runs: firecrawlNode,
	baseUrl: api.baseUrl,
	parameters: { operation: 'runAndWait', kind: 'crawl', url: 'https://example.com', waitBy: 'asking', ...parameters },
	...more,
});

const KINDS = [
	['crawl', {}],
	['batchScrape', { urls: 'https://example.com' }],
	['extract', { prompt: 'Find mugs' }],
	['agent', { prompt: 'Find mugs' }],
] as const;
type Kind = (typeof KINDS)[number][0];

describe('a start sends what the API documents', () => {
	test.each<[name: string, parameters: Record<string, unknown>, path: string, body: object]>([
		['a crawl', {}, '/v2/crawl', { url: 'https://example.com', limit: 100 }],
		['a crawl without a cap', { maxPages: 0 }, '/v2/crawl', { url: 'https://example.com' }],
		[
			'a crawl with options',
			{
				maxPages: 7,
				runOptions: { allowSubdomains: true, crawlEntireDomain: false, excludePaths: 'shop/.{1,3}\n\n about ', formats: ['markdown', 'links'], includePaths: ['blog/.*'], maxDiscoveryDepth: 3, scrapeOptions: '{"mobile": true, "formats": ["html"]}', additionalFields: '{"sitemap": "skip", "limit": 9}' },
			},
			'/v2/crawl',
			{ url: 'https://example.com', limit: 7, allowSubdomains: true, crawlEntireDomain: false, excludePaths: ['shop/.{1,3}', 'about'], includePaths: ['blog/.*'], maxDiscoveryDepth: 3, sitemap: 'skip', scrapeOptions: { mobile: true, formats: ['markdown', 'links'] } },
		],
		['a crawl with the scrape options of the user', { maxPages: 0, runOptions: { scrapeOptions: { formats: ['html'] } } }, '/v2/crawl', { url: 'https://example.com', scrapeOptions: { formats: ['html'] } }],
		['a crawl of the URL alone', { maxPages: 0, runOptions: { maxDiscoveryDepth: 0 } }, '/v2/crawl', { url: 'https://example.com', maxDiscoveryDepth: 0 }],
		['a batch', { kind: 'batchScrape', urls: 'https://example.com/a,b\nhttps://example.com/c' }, '/v2/batch/scrape', { urls: ['https://example.com/a,b', 'https://example.com/c'] }],
		['a batch of a list', { kind: 'batchScrape', urls: '={{ ["https://example.com/a"] }}', runOptions: { formats: ['html'], additionalFields: '{"maxConcurrency": 2}' } }, '/v2/batch/scrape', { urls: ['https://example.com/a'], formats: ['html'], maxConcurrency: 2 }],
		['an extract', { kind: 'extract', urls: 'https://example.com', dataSchema: '{"type": "object"}', runOptions: { enableWebSearch: true } }, '/v2/extract', { urls: ['https://example.com'], schema: { type: 'object' }, enableWebSearch: true }],
		['an agent', { kind: 'agent', prompt: 'Find mugs' }, '/v2/agent', { prompt: 'Find mugs', maxCredits: 1000 }],
		[
			'an agent with options',
			{ kind: 'agent', prompt: 'Find mugs', maxCredits: 0, urls: 'https://example.com', dataSchema: { type: 'object' }, runOptions: { effort: 'low', strictConstrainToURLs: true } },
			'/v2/agent',
			{ prompt: 'Find mugs', urls: ['https://example.com'], schema: { type: 'object' }, effort: 'low', strictConstrainToURLs: true },
		],
		['where to report', { maxPages: 0, runOptions: { webhookUrl: 'https://n8n.example/webhook/1', additionalFields: '{"webhook": {"url": "https://elsewhere.example", "metadata": {"a": "b"}}}' } }, '/v2/crawl', { url: 'https://example.com', webhook: { url: 'https://n8n.example/webhook/1', metadata: { a: 'b' } } }],
		['a webhook of Additional Fields', { maxPages: 0, runOptions: { additionalFields: '{"webhook": "https://n8n.example/webhook/1"}' } }, '/v2/crawl', { url: 'https://example.com', webhook: 'https://n8n.example/webhook/1' }],
	])('%s', async (_name, parameters, path, body) => {
		const [[item]] = await outputsOf(step({ operation: 'start', ...parameters }));
		expect(api.starts()).toEqual([{ method: 'POST', path, body }]);
		const { id, kind } = api.latest();
		expect(item).toMatchObject({ event: `${kind}.started`, status: 'started', outcome: 'inProgress', runId: id, occurredAt: new Date(NOW - 5 * MINUTE).toISOString(), delivery: { verified: 'api', source: 'api' }, payload: { success: true, id } });
	});

	test.each([
		['no URL', { url: ' ' }, /URL is empty/],
		['no URLs', { kind: 'batchScrape', urls: '\n' }, /URLs is empty/],
		['no prompt', { kind: 'agent', prompt: '' }, /Prompt is empty/],
	])('%s: nothing begins', async (_name, parameters, sentence) => {
		expect(await failureOf(step(parameters))).toMatch(sentence);
		expect(api.requests).toEqual([]);
	});
});

const URL_OF_N8N = 'https://n8n.example/webhook-waiting/7';

/** The webhook that a start sends while somebody waits for the delivery. */
function webhookOf(kind: Kind, values: Record<string, never> | object, proof: Record<string, string>) {
	const runs = firecrawlNode.kinds[kind];
	return canStart(runs) ? runs.start(values as never, URL_OF_N8N, proof).body?.webhook : undefined;
}

describe('while somebody waits for the delivery', () => {
	test.each<[Kind, string[]]>([
		['crawl', ['completed', 'failed']],
		['batchScrape', ['completed', 'failed']],
		['extract', ['completed', 'failed']],
		['agent', ['completed', 'failed', 'cancelled']],
	])('a job of the kind %s reports its end alone', (kind, events) => {
		expect(webhookOf(kind, {}, {})).toEqual({ url: URL_OF_N8N, events });
	});

	test('its webhook keeps the metadata and headers of the user, but for URL, events and what proves it', () => {
		const webhook = { url: 'https://elsewhere.example', events: ['page'], metadata: { a: 'b' }, headers: { AUTHORIZATION: 'mine', 'X-Trace': '1' } };
		expect(webhookOf('crawl', { webhook, $webhookUrl: 'https://elsewhere.example' }, { authorization: 'Bearer secret' })).toEqual({
			url: URL_OF_N8N,
			events: ['completed', 'failed'],
			metadata: { a: 'b' },
			headers: { 'X-Trace': '1', authorization: 'Bearer secret' },
		});
	});

	test.each([
		[{ headerName: 'X-Token', headerValue: 'new', previousHeaderValue: 'old' }, { 'x-token': 'new' }],
		[{ webhookSecret: 'secret', headerValue: 'new' }, { authorization: 'new' }],
		[{ previousHeaderValue: 'old' }, { authorization: 'old' }],
		[{ webhookSecret: 'secret', headerName: 'X-Token', headerValue: ' ' }, {}],
		[{ webhookSecret: 'secret', headerName: 'no name', headerValue: 'new' }, {}],
		[{}, {}],
	])('the header of the credential %j goes along', (data, proof) => {
		expect(headerProof(readAccess(firecrawlNode.provider.credential, data))).toEqual(proof);
	});

	test('every end of a job wakes, and nothing else that Firecrawl reports', () => {
		expect(firecrawlNode.endings).toEqual(['agent.cancelled', 'agent.completed', 'agent.failed', 'batch_scrape.completed', 'batch_scrape.failed', 'crawl.completed', 'crawl.failed', 'extract.completed', 'extract.failed']);
	});

	test.each([
		[{}, /^Webhook Secret in the credential Firecrawl Webhook API is empty, so no delivery could wake this step\. Nothing was started\..*, or Header Value.*set Wait By to Asking/],
		[{ headerName: 'no name', headerValue: 'x' }, /^Header Name in the credential Firecrawl Webhook API is not the name.*Nothing was started/],
	])('with a credential that proves nothing, nothing begins: %j', async (credential, sentence) => {
		expect(await failureOf(step({ waitBy: 'delivery' }, { credential }))).toMatch(sentence);
		expect(api.requests).toEqual([]);
	});
});

describe('Run and Wait by asking', () => {
	test('a crawl: all its pages, in parts, and what it cost', async () => {
		api.endAtLook(3);
		const [[item], notEnded] = await outputsOf(step({}));
		expect(item).toMatchObject({ event: 'crawl.completed', status: 'completed', outcome: 'succeeded', runId: api.latest().id, output: PAGES, error: null, result: { creditsUsed: 3, completed: 3, total: 3 }, delivery: { source: 'api' } });
		expect(notEnded).toEqual([]);
		// Whoever asks again and again does not load all pages each time.
		const path = `/v2/crawl/${api.latest().id}`;
		expect(api.requests.slice(1).map(({ path: asked }) => asked.replace(path, ''))).toEqual(['?limit=1', '?limit=1', '?limit=1', '', '?skip=2']);
	});

	test.each<[Kind, Record<string, unknown>]>([['agent', { prompt: 'x' }], ['extract', { prompt: 'x' }]])('an %s: its data', async (kind, parameters) => {
		api.endAtLook(2);
		expect(await outputsOf(step({ kind, ...parameters }))).toMatchObject([[{ event: `${kind}.completed`, outcome: 'succeeded', output: DATA, result: { creditsUsed: kind === 'agent' ? 15 : 7 } }], []]);
	});

	test('One Item per Record', async () => {
		api.endAtLook(1);
		const [items] = await outputsOf(step({ kind: 'batchScrape', urls: 'https://example.com', options: { emit: 'record' } }));
		expect(items).toMatchObject(PAGES.map((output, index) => ({ output, delivery: { index, total: 3 } })));
	});

	test('five items are five jobs', async () => {
		api.endAtLook(1);
		const [ended] = await outputsOf(step({ url: '={{ $json.url }}' }, { items: ['a', 'b', 'c', 'd', 'e'].map((url) => ({ url })) }));
		expect(ended.map(({ runId }) => runId)).toEqual([...api.runs.keys()]);
		expect(api.starts().map(({ body }) => body.url)).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	test.each(KINDS)('when the time is up, a job of the kind %s leaves by the second output, stopped where it can be', async (kind, parameters) => {
		const [ended, [item]] = await outputsOf(step({ kind, ...parameters, runTimeLimit: 1, stopWhenTimeIsUp: true }));
		expect(ended).toEqual([]);
		expect(item).toMatchObject({ runId: api.latest().id, outcome: kind === 'extract' ? 'inProgress' : 'stopped' });
		expect(api.latest().status).toBe(kind === 'extract' ? 'processing' : 'cancelled');
	});
});

describe('Get and Stop', () => {
	async function started(kind: Kind, parameters: object = {}) {
		await outputsOf(step({ operation: 'start', kind, ...parameters }));
		return api.latest();
	}

	test.each(KINDS)('Get of a %s that goes on', async (kind, parameters) => {
		const job = await started(kind, parameters);
		expect(await outputsOf(step({ operation: 'get', kind, runId: ` ${job.id} ` }))).toMatchObject([[{ event: `${job.kind}.started`, status: job.status, outcome: 'inProgress', runId: job.id, output: null, error: null }]]);
	});

	test.each<[Kind, object, status: string, item: object]>([
		['crawl', {}, 'completed', { event: 'crawl.completed', outcome: 'succeeded', output: PAGES }],
		['crawl', {}, 'cancelled', { event: 'crawl.completed', outcome: 'stopped', output: PAGES.slice(0, 1) }],
		['crawl', {}, 'failed', { event: 'crawl.completed', outcome: 'failed', error: 'The page did not load' }],
		['batchScrape', { urls: 'x' }, 'cancelled', { event: 'batch_scrape.completed', outcome: 'stopped' }],
		['extract', { prompt: 'x' }, 'failed', { event: 'extract.failed', outcome: 'failed', output: null, error: 'The page did not load' }],
		['agent', { prompt: 'x' }, 'completed', { event: 'agent.completed', outcome: 'succeeded', output: DATA }],
		['agent', { prompt: 'x' }, 'cancelled', { event: 'agent.cancelled', outcome: 'stopped', output: null }],
		['agent', { prompt: 'x' }, 'failed', { event: 'agent.failed', outcome: 'failed', error: 'The page did not load' }],
	])('Get of a %s %j that is %s, with the delivery ID of its report', async (kind, parameters, status, item) => {
		const job = await started(kind, parameters);
		job.status = status;
		const [[got]] = await outputsOf(step({ operation: 'get', kind, runId: job.id }));
		expect(got).toMatchObject({ status, runId: job.id, ...item });
		const { verdict } = await judged('firecrawl', { request: request(deliveryOf('firecrawl', { success: true, type: got.event, id: job.id, webhookId: 'w', data: [], metadata: {} })), settings: { maximumAge: 0 } });
		expect(verdict).toMatchObject({ kind: 'accepted', item: { event: got.event, occurredAt: got.occurredAt, delivery: { id: got.delivery.id } } });
	});

	test.each(KINDS.filter(([kind]) => kind !== 'extract'))('Stop of a %s', async (kind, parameters) => {
		const job = await started(kind, parameters);
		expect(await outputsOf(step({ operation: 'stop', kind, runId: job.id }))).toMatchObject([[{ runId: job.id, status: 'cancelled', outcome: 'stopped' }]]);
		// Firecrawl answers 409 to the second one.
		expect(await outputsOf(step({ operation: 'stop', kind, runId: job.id }))).toMatchObject([[{ runId: job.id, status: 'cancelled', outcome: 'stopped' }]]);
	});

	test('an extract cannot be stopped', async () => {
		const { id } = await started('extract', { prompt: 'x' });
		expect(await failureOf(step({ operation: 'stop', kind: 'extract', runId: id }))).toMatch(/Firecrawl cannot stop this kind of run/);
	});

	test('a job is known by its own kind alone', async () => {
		const { id } = await started('crawl');
		expect(await failureOf(step({ operation: 'get', kind: 'agent', runId: id }))).toMatch(/Firecrawl knows no run with the ID 01\S+ \(HTTP 404\)/);
	});

	test.each([
		[{ success: false, error: 'Something is wrong' }, /^Firecrawl answered with an error instead: Something is wrong\.$/],
		[{ success: false, error: { code: 'X', message: 'Gone' } }, /instead: Gone\.$/],
		[{ success: false }, /answered something that is not what its API documents/],
		[[], /answered something that is not what its API documents/],
		['text', /answered something that is not what its API documents/],
	])('an answer that is no job says so: %j', async (body, sentence) => {
		const { id } = await started('crawl');
		api.planAnswer(`GET /v2/crawl/${id}`, 200, body);
		expect(await failureOf(step({ operation: 'get', runId: id }))).toMatch(sentence);
	});
});

describe('a start that fails', () => {
	const START = 'POST /v2/crawl';

	test.each<[name: string, plan: () => void, sentence: RegExp]>([
		['200 with an error', () => api.planAnswer(START, 200, { success: false, error: 'The queue is full.' }), /does not document \(HTTP 200\)\. It says: The queue is full\. The run may have begun/],
		['402', () => api.planAnswer(START, 402, { success: false, error: 'Insufficient credits to perform this request.' }), /wants to be paid before it can start the run \(HTTP 402\)\. It says: Insufficient credits/],
		['410', () => api.planAnswer(START, 410, { success: false, error: 'Gone' }), /refused to start the run \(HTTP 410\)\. It says: Gone/],
		['500', () => api.planAnswer(START, 500, {}), /may have begun, and it is not started again by itself/],
		['a connection that breaks', () => api.planBreak(START), /did not answer the request to start a run.*may have begun/],
	])('%s: once, with what to do', async (_name, plan, sentence) => {
		plan();
		expect(await failureOf(step({}))).toMatch(sentence);
		expect(api.starts()).toHaveLength(1);
	});

	test('what is wrong with a request is said, with the place', async () => {
		expect(await failureOf(step({ url: '', runOptions: { additionalFields: '{"url": "x", "colour": 1}' } }))).toMatch(/URL is empty/);
		expect(await failureOf(step({ runOptions: { additionalFields: '{"colour": 1}' } }))).toMatch(/refused to start the run \(HTTP 400\)\. It says: Unrecognized key: "colour" ?\./);
		api.planAnswer(START, 400, { success: false, error: 'Bad Request', details: [{ code: 'invalid_type', path: ['webhook', 'headers'], message: 'Invalid input' }] });
		expect(await failureOf(step({}))).toMatch(/It says: webhook\.headers: Invalid input/);
	});

	test('429 is waited for', async () => {
		api.planAnswer(START, 429, { success: false, error: 'Rate limit exceeded.' }, { 'retry-after': '7' });
		const { outputs, process } = await operate(step({ operation: 'start' }));
		expect(outputs).toMatchObject([[{ outcome: 'inProgress' }]]);
		expect(process.waits).toEqual([7000]);
	});

	test('with an idempotency key, a crawl is started once', async () => {
		const crawl = step({ operation: 'start', runOptions: { idempotencyKey: ` ${ONCE} ` } });
		api.planBreak(START);
		expect(await failureOf(crawl)).toMatch(/may have begun/);
		expect(await failureOf(crawl)).toMatch(/refused to start the run \(HTTP 409\)\. It says: Idempotency key already used/);
		expect(api.runs.size).toBe(1);
		expect(api.starts().map(({ body }) => body)).toEqual([{ url: 'https://example.com', limit: 100 }, { url: 'https://example.com', limit: 100 }]);
	});

	test('a key that is no UUID is refused, and not taken for a lost answer', async () => {
		expect(await failureOf(step({ operation: 'start', runOptions: { idempotencyKey: '={{ "a\\nb" }}' } }))).toMatch(/HTTP 409/);
	});
});
