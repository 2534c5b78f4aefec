import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import type { DeliveryItem } from '../../../nodes/delivery/item';
import { recordsOf } from '../../../nodes/delivery/records';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { firstStep } from '../../../nodes/host/firstStep';
import { newProcess } from '../../../nodes/host/process';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import '../../standIns/names';
import { FILE, PAGES, RECORDS, startResultApis } from '../../standIns/resultApis';
import { CURRENT, judged, NOW, providers, signed, signedBody } from '../../delivery/builders';
import type { ProviderId } from '../../delivery/builders';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';

const HEADERS = { browserUse: 'X-Browser-Use-API-Key', skyvern: 'x-api-key', smartBrowse: 'X-API-Key', firecrawl: 'Authorization' };
const triggers: Record<ProviderId, INodeType> = {
	browserUse: new BrowserUseTrigger(),
	skyvern: new SkyvernTrigger(),
	smartBrowse: new SmartBrowseTrigger(),
	firecrawl: new FirecrawlTrigger(),
};

let api: Awaited<ReturnType<typeof startResultApis>>;

beforeAll(async () => {
	api = await startResultApis({ apiKey: CURRENT });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

async function itemOf(provider: ProviderId, body?: unknown): Promise<DeliveryItem> {
	const verdict = await judged(provider, body === undefined ? signed(provider) : signedBody(provider, body));
	if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
	return verdict.item;
}

interface Changes {
	readonly credential?: Record<string, unknown> | Error;
	readonly cancelled?: AbortSignal;
	readonly timeLimit?: (ms: number) => AbortSignal;
	readonly nodeSettings?: object;
	/** Where requests to other hosts end up, whatever name they carry. */
	readonly connectTo?: string;
	/** The address that their connections then show. */
	readonly address?: string | null;
}

interface Refused {
	readonly response?: { readonly request: { readonly socket: object } };
}

async function run(provider: ProviderId, options: object, item: DeliveryItem, { connectTo, address, ...changes }: Changes = {}) {
	const waits: number[] = [];
	const process = newProcess(() => NOW, async (ms) => void waits.push(ms), changes.timeLimit);
	const { context } = await executeContext({
		nodeType: triggers[provider],
		items: [{ json: { ...item } }] as unknown as INodeExecutionData[],
		executionId: '1',
		table: new DeduplicationTable(),
		parameters: { options: { ignoreDuplicates: false, ...options } },
		credential: { apiKey: CURRENT, baseUrl: api.baseUrl },
		apiHeaders: { [HEADERS[provider]]: provider === 'firecrawl' ? `Bearer ${CURRENT}` : CURRENT },
		...changes,
	});
	if (connectTo !== undefined) {
		const { httpRequest } = context.helpers;
		context.helpers.httpRequest = async (request) =>
			await httpRequest({ ...request, url: connectTo }).catch((error: Refused) => {
				if (address !== undefined) Object.defineProperty(error.response?.request.socket, 'remoteAddress', { value: address ?? undefined });
				throw error;
			});
	}
	const [out] = await firstStep(context, providers[provider], process);
	return { out, items: out.map(({ json }) => json as unknown as DeliveryItem), waits };
}

const skyvernFile = (url: string, changes: object = {}) => ({
	run_id: 'tsk_1',
	status: 'completed',
	finished_at: '2026-01-01T00:00:00',
	output: null,
	downloaded_files: [{ url, filename: 'mugs.pdf' }],
	...changes,
});

describe('Include Result', () => {
	test('Browser Use: the output of the task, parsed, and what else it says', async () => {
		const item = await itemOf('browserUse');
		const { items } = await run('browserUse', { includeResult: true }, item);
		expect(items).toEqual([
			{
				...item,
				output: RECORDS,
				files: [{ kind: 'output', name: 'mugs.pdf', url: null, id: 'b1a7', size: null }],
				result: { isSuccess: true, judgeVerdict: null, costUsd: 0.0425 },
			},
		]);
		expect(api.requests).toMatchObject([{ path: `/api/v2/tasks/${item.runId}`, key: CURRENT }]);
	});

	test('Browser Use: a session that ran no task of API v2 is asked for as a session', async () => {
		const item = await itemOf('browserUse', { type: 'session.status.update', timestamp: '2026-01-01T00:00:00Z', payload: { session_id: 'ses_1', status: 'idle' } });
		const { items } = await run('browserUse', { includeResult: true }, item);
		expect(items).toMatchObject([
			{
				output: { mugs: 3 },
				error: 'Browser Use reports that the agent did not reach its goal.',
				result: { isSuccess: false, costUsd: 0.1 },
				files: [
					{ kind: 'recording', url: 'https://files.example/1.webm' },
					{ kind: 'recording', url: 'https://files.example/2.webm' },
					{ kind: 'screenshot', url: 'https://files.example/last.png' },
				],
			},
		]);
	});

	test('Browser Use: a task that only the session knows', async () => {
		const item = await itemOf('browserUse');
		api.plan(`/api/v2/tasks/${item.runId}`, api.json({}, 404));
		expect((await run('browserUse', { includeResult: true }, item)).items).toMatchObject([{ output: { mugs: 3 } }]);
	});

	test('Browser Use: a task that is not there yet is looked for again, before its session', async () => {
		const item = await itemOf('browserUse');
		const path = `/api/v2/tasks/${item.runId}`;
		api.plan(path, api.json({}, 404), api.json({ id: 'x', status: 'finished', output: 'late' }));
		const { items, waits } = await run('browserUse', { includeResult: true }, item);
		expect(items).toMatchObject([{ output: 'late', error: null }]);
		expect(waits).toEqual([1000]);
		expect(api.requests.map((request) => request.path)).toEqual([path, path]);
	});

	test('SmartBrowse: the records of all pages, and what else it says', async () => {
		const item = await itemOf('smartBrowse');
		const { items } = await run('smartBrowse', { includeResult: true }, item);
		expect(items).toEqual([
			{
				...item,
				output: RECORDS,
				result: { mode: 'replay', drift: false, warnings: ['slow page'], pagesExtracted: 2, itemsExtracted: 3, creditsUsed: 4 },
			},
		]);
	});

	test('Firecrawl: all parts of a list of pages as one, each asked for at the Base URL', async () => {
		const item = await itemOf('firecrawl');
		const { items } = await run('firecrawl', { includeResult: true }, item);
		const result = { creditsUsed: 3, tokensUsed: null, completed: 3, total: 3, expiresAt: '2026-01-02T00:00:00.000Z' };
		expect(items).toEqual([{ ...item, outcome: 'succeeded', output: PAGES, result }]);
		const path = `/v2/crawl/${item.runId}`;
		expect(api.requests).toMatchObject([{ path, key: CURRENT }, { path: `${path}?skip=2`, key: CURRENT }]);
	});

	test('Firecrawl: a link to more, behind which there is nothing', async () => {
		const item = await itemOf('firecrawl');
		const part = { status: 'completed', next: 'https://api.firecrawl.dev/v2/crawl/x?skip=2&limit=2' };
		api.plan(`/v2/crawl/${item.runId}`, api.json({ ...part, data: PAGES }));
		api.plan(`/v2/crawl/${item.runId}?skip=2&limit=2`, api.json({ ...part, data: [] }));
		expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: PAGES, error: null }]);
		expect(api.requests).toHaveLength(2);
	});

	test('Firecrawl: an empty part in the middle, and one at the beginning, are not the end', async () => {
		const item = await itemOf('firecrawl');
		const path = `/v2/crawl/${item.runId}`;
		const part = (skip: number | undefined, data: unknown[]) => api.json({ status: 'completed', completed: 3, data, ...(skip !== undefined && { next: `https://x/?skip=${skip}` }) });
		for (const [first, middle] of [[PAGES.slice(0, 1), []], [[], PAGES.slice(0, 1)]]) {
			api.plan(path, part(1, first));
			api.plan(`${path}?skip=1`, part(2, middle));
			api.plan(`${path}?skip=2`, part(undefined, PAGES.slice(1)));
			expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: PAGES, error: null }]);
		}
	});

	test.each(['?skip=2', 'https://api.firecrawl.dev/v2/crawl/x', 7])('Firecrawl: a link to more that cannot be used, %j, is not the end', async (next) => {
		const item = await itemOf('firecrawl');
		api.plan(`/v2/crawl/${item.runId}`, api.json({ status: 'completed', data: PAGES, next }));
		expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: null, error: expect.stringContaining('not what its API documents') }]);
	});

	test('Firecrawl: a link to more whose query has any characters', async () => {
		const item = await itemOf('firecrawl');
		api.plan(`/v2/crawl/${item.runId}`, api.json({ status: 'completed', data: PAGES, next: 'https://x/?cursor=a%2Fb.c~d#end' }));
		api.plan(`/v2/crawl/${item.runId}?cursor=a%2Fb.c~d`, api.json({ status: 'completed', data: ['last'] }));
		expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: [...PAGES, 'last'] }]);
	});

	test('Firecrawl: a part that cannot be had, and a list without end', async () => {
		const item = await itemOf('firecrawl');
		const path = `/v2/crawl/${item.runId}`;
		api.plan(`${path}?skip=2`, api.json({}, 401));
		expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: null, error: expect.stringContaining('refused the API key') }]);
		api.plan(`${path}?skip=2`, api.json({ status: 'completed', next: `https://x/?skip=2`, data: ['x'.repeat(9_000_000)] }));
		expect((await run('firecrawl', { includeResult: true }, item)).items).toMatchObject([{ output: null, error: expect.stringContaining('more than n8n should hold in memory') }]);
	});

	test.each([
		['agent.completed', '/v2/agent/i', { output: { mugs: 3 }, result: { creditsUsed: 15 } }],
		['batch_scrape.completed', '/v2/batch/scrape/i', { error: expect.stringContaining('knows no run of this id') }],
		['extract.failed', '/v2/extract/i', { error: expect.stringContaining('knows no run of this id') }],
	])('Firecrawl: %s is asked for at %s', async (type, path, fields) => {
		const { items } = await run('firecrawl', { includeResult: true }, await itemOf('firecrawl', { type, id: 'i', data: [] }));
		expect(items).toMatchObject([fields]);
		expect(new Set(api.requests.map((request) => request.path))).toEqual(new Set([path]));
	});

	const crawl = { success: true, type: 'crawl.completed', id: 'i', webhookId: 'w', data: [], metadata: {} };
	const pages = (more: object) => ({ success: true, completed: 0, total: 0, creditsUsed: 0, expiresAt: null, ...more });

	test.each([
		['crawl.completed', '/v2/crawl/i', pages({ status: 'cancelled', completed: 1, data: [PAGES[0]] }), { status: 'cancelled', outcome: 'stopped', output: [PAGES[0]], error: null }],
		['batch_scrape.completed', '/v2/batch/scrape/i', pages({ status: 'cancelled', data: [] }), { status: 'cancelled', outcome: 'stopped', output: null, error: null }],
		['crawl.completed', '/v2/crawl/i', pages({ status: 'failed', data: [], error: { message: 'No such host' } }), { status: 'failed', outcome: 'failed', output: null, error: 'No such host' }],
		['crawl.completed', '/v2/crawl/i', pages({ status: 'completed', data: [] }), { status: 'completed', outcome: 'succeeded', output: [], error: null }],
		['extract.completed', '/v2/extract/i', { success: false, data: [], status: 'failed', error: 'time-out' }, { status: 'failed', outcome: 'failed', output: null, error: 'time-out' }],
		['extract.completed', '/v2/extract/i', { success: true, data: [], status: 'completed' }, { status: 'completed', outcome: 'succeeded', output: null, error: null }],
		['agent.failed', '/v2/agent/i', { success: true, status: 'completed', data: { a: 1 } }, { status: 'completed', outcome: 'succeeded', output: { a: 1 } }],
		['agent.completed', '/v2/agent/i', { success: true, status: 'cancelled', message: 'You stopped me.', stopReason: 'user', partial: { a: 1 }, pendingApproval: null }, { status: 'cancelled', outcome: 'stopped', output: null, result: { creditsUsed: null, tokensUsed: null, completed: null, total: null, expiresAt: null, message: 'You stopped me.', stopReason: 'user', partial: { a: 1 } } }],
	] as const)("Firecrawl, %s: the API's word on the job corrects the delivery's (%#), and the event stays the same", async (type, path, answer, fields) => {
		const item = await itemOf('firecrawl', { ...crawl, type });
		api.plan(path, api.json(answer));
		const { items } = await run('firecrawl', { includeResult: true }, item);
		expect(items).toMatchObject([{ ...fields, event: type, delivery: item.delivery }]);
		expect((await run('firecrawl', {}, item)).items).toEqual([item]);
	});

	test.each([
		['cancelled', 'stopped'],
		['failed', 'failed'],
	])("SmartBrowse: the API's word on the run corrects the delivery's: %s", async (status, outcome) => {
		const item = await itemOf('smartBrowse');
		api.plan(`/smartbrowse/runs/${item.runId}`, api.json({ data: { run_status: status, error: { code: 'x', message: 'Why' }, items_extracted: 0, result: { pages: [] } } }));
		const { items } = await run('smartBrowse', { includeResult: true }, item);
		expect(items).toMatchObject([{ status, outcome, output: null, error: 'Why', event: 'completed', delivery: item.delivery }]);
	});

	test('Firecrawl: a check of a monitor has sent its pages already', async () => {
		const item = await itemOf('firecrawl', { type: 'monitor.check.completed', id: 'i', data: { status: 'completed' } });
		expect((await run('firecrawl', { includeResult: true }, item)).items).toEqual([item]);
		expect(api.requests).toEqual([]);
	});

	test.each([
		['{"a":[1]}', { a: [1] }],
		[' [1,2]', [1, 2]],
		['The title', 'The title'],
		['42', '42'],
		['{"a":', '{"a":'],
		['['.repeat(1500) + ']'.repeat(1500), '['.repeat(1500) + ']'.repeat(1500)],
		['', ''],
		[null, null],
	])('an output %j', async (output, expected) => {
		const item = await itemOf('browserUse');
		api.plan(`/api/v2/tasks/${item.runId}`, api.json({ id: 'x', status: 'finished', output }));
		expect((await run('browserUse', { includeResult: true }, item)).items).toMatchObject([{ output: expected }]);
	});

	test.each(['smartBrowse', 'firecrawl'] as const)('%s: a result deeper than n8n can copy is missing', async (provider) => {
		const item = await itemOf(provider);
		const deep = JSON.parse('['.repeat(1500) + ']'.repeat(1500)) as unknown;
		const answer = { status: 'completed', data: provider === 'firecrawl' ? [deep] : { run_status: 'completed', result: { pages: [{ items: [deep] }] } } };
		api.plan(provider === 'firecrawl' ? `/v2/crawl/${item.runId}` : `/smartbrowse/runs/${item.runId}`, api.json(answer));
		expect((await run(provider, { includeResult: true }, item)).items).toMatchObject([{ output: item.output, error: expect.stringContaining('not what its API documents') }]);
	});

	test('a run in progress, and an item without the option, ask nothing', async () => {
		const started = await itemOf('browserUse', { session_id: 's', task_id: 't', status: 'started' });
		await run('browserUse', { includeResult: true, downloadFiles: ['output'] }, started);
		await run('browserUse', {}, await itemOf('browserUse'));
		expect(api.requests).toEqual([]);
	});
});

describe('a result that cannot be had never hides the event', () => {
	const path = '/smartbrowse/runs/k7Xb9dRmQ2p';
	const endless = (_request: unknown, response: { writeHead(status: number): void; write(chunk: string, done: () => void): void }) => {
		response.writeHead(200);
		const more = () => response.write(' '.repeat(1_000_000), more);
		more();
	};
	const late = { status: 'completed', data: { id: 'k', run_status: 'running' } };

	test.each<[string, Array<Parameters<typeof api.plan>[1] | 'good'>, RegExp | null, number[]]>([
		['401', [(_q, r) => r.writeHead(401).end()], /refused the API key \(HTTP 401\)/, []],
		['404 just after completion, then there', [(_q, r) => r.writeHead(404).end(), (_q, r) => r.writeHead(404).end(), 'good'], null, [1000, 2000]],
		['404 for ever', [(_q, r) => r.writeHead(404).end()], /knows no run of this id \(HTTP 404\)/, [1000, 2000, 4000, 8000]],
		['still running, then done', [(_q, r) => r.end(JSON.stringify(late)), 'good'], null, [1000]],
		['running for ever', [(_q, r) => r.end(JSON.stringify(late))], /still reports the run as unfinished/, [1000, 2000, 4000, 8000]],
		['429 with Retry-After, then there', [(_q, r) => r.writeHead(429, { 'retry-after': '3' }).end(), 'good'], null, [3000]],
		['429 for ever', [(_q, r) => r.writeHead(429).end()], /asks for fewer requests \(HTTP 429\)/, [1000, 2000]],
		['5xx, then there', [(_q, r) => r.writeHead(502).end(), 'good'], null, [1000]],
		['5xx for ever', [(_q, r) => r.writeHead(500).end()], /could not be reached \(HTTP 500\)/, [1000, 2000]],
		['malformed', [(_q, r) => r.end('{"status":')], /not what its API documents/, []],
		['another document', [(_q, r) => r.end('{"hello":1}')], /not what its API documents/, []],
		['a list', [(_q, r) => r.end('[]')], /not what its API documents/, []],
		['an error in the place of a run', [(_q, r) => r.end('{"status":"error","error":{"code":"forbidden","message":"Not yours."}}')], /SmartBrowse answered with an error instead: Not yours\.$/, []],
		['a run without run_status', [(_q, r) => r.end('{"status":"completed","data":{"id":"k7Xb9dRmQ2p","result":{"pages":[{"items":[1]}]}}}')], /SmartBrowse answered without run_status, .* Ask for it later by its id\.$/, []],
		['a run without run_status, but with an error', [(_q, r) => r.end('{"data":{"error":"It broke"}}')], /SmartBrowse answered with an error instead: It broke\.$/, []],
		['an endless body', [endless as never], /more than n8n should hold in memory/, []],
	])('%s', async (_name, answers, missing, expectedWaits) => {
		const item = await itemOf('smartBrowse', { event: 'completed', status: 'completed', run_id: 'k7Xb9dRmQ2p', recipe_id: 'm', timestamp: '2026-01-01T00:00:00Z' });
		api.plan(path, ...answers.map((answer) => (answer === 'good' ? api.json({ data: { run_status: 'completed', result: { pages: [{ items: [1] }] } } }) : answer)));
		const { items, waits } = await run('smartBrowse', { includeResult: true }, item);
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject(missing === null ? { output: [1], error: null } : { ...item, error: expect.stringMatching(missing) });
		expect(waits).toEqual(expectedWaits);
		expect(JSON.stringify(items)).not.toContain(CURRENT);
	});

	const counted = { success: true, status: 'completed', completed: 3, total: 3, data: [] };
	const empty = { data: { run_status: 'completed', items_extracted: 87, result: { pages: [{ items: [] }] } } };
	const NONE = /^The result is missing: \w+ counts (?:3|87) records in this run, and hands out none\. They may have expired, or not be stored yet\. Ask for the run later by its id\.$/;

	test.each<[string, ProviderId, object, RegExp, number]>([
		['an error with 200', 'firecrawl', { success: false, error: 'Job not found' }, /^The result is missing: Firecrawl answered with an error instead: Job not found\.$/, 1],
		['an error as an object', 'firecrawl', { success: false, error: { code: 'X', details: [1] } }, /instead: X\.$/, 1],
		['an error as any object', 'firecrawl', { success: false, error: { details: [1] } }, /instead: \{"details":\[1\]\}\.$/, 1],
		['a long error', 'firecrawl', { success: false, error: 'x'.repeat(5000) }, /instead: x{1000}…\.$/, 1],
		['no success, and no reason', 'firecrawl', { success: false }, /not what its API documents/, 1],
		['three pages, of which it shows none', 'firecrawl', counted, NONE, 5],
		['records that are not there', 'smartBrowse', empty, NONE, 5],
		['records without a result', 'smartBrowse', { data: { ...empty.data, result: null } }, NONE, 5],
	])('%s, %s', async (_name, provider, answer, missing, asked) => {
		const item = await itemOf(provider);
		api.plan(provider === 'firecrawl' ? `/v2/crawl/${item.runId}` : `/smartbrowse/runs/${item.runId}`, api.json(answer));
		const { items } = await run(provider, { includeResult: true }, item);
		expect(items).toMatchObject([{ runId: item.runId, error: expect.stringMatching(missing) }]);
		// What the API does say of the run counts all the same.
		if (missing === NONE) expect(items).toMatchObject([{ outcome: 'succeeded', result: expect.objectContaining({ creditsUsed: null }) }]);
		expect(api.requests).toHaveLength(asked);
	});

	test('pages that are stored a moment later are there', async () => {
		const item = await itemOf('firecrawl');
		api.plan(`/v2/crawl/${item.runId}`, api.json(counted), api.json({ ...counted, data: PAGES }));
		const { items, waits } = await run('firecrawl', { includeResult: true }, item);
		expect(items).toMatchObject([{ output: PAGES, error: null }]);
		expect(waits).toEqual([1000]);
	});

	test('a byte order mark before the JSON', async () => {
		const item = await itemOf('smartBrowse');
		api.plan(`/smartbrowse/runs/${item.runId}`, (_request, response) => response.end(`\ufeff${JSON.stringify({ data: { run_status: 'completed', result: { pages: [{ items: ['é'] }] } } })}`));
		expect((await run('smartBrowse', { includeResult: true }, item)).items).toMatchObject([{ output: ['é'], error: null }]);
	});

	test('a slow API: the time limit ends it', async () => {
		const item = await itemOf('smartBrowse');
		const limit = new AbortController();
		api.plan(`/smartbrowse/runs/${item.runId}`, (_request, response) => {
			response.writeHead(200);
			response.write('{');
			limit.abort();
		});
		const { items } = await run('smartBrowse', { includeResult: true }, item, { timeLimit: () => limit.signal });
		expect(items).toMatchObject([{ error: expect.stringMatching(/time that the options allow was up/) }]);
	});

	test('a cancelled execution stops asking', async () => {
		const item = await itemOf('smartBrowse');
		const cancel = new AbortController();
		api.plan(`/smartbrowse/runs/${item.runId}`, () => cancel.abort());
		await run('smartBrowse', { includeResult: true }, item, { cancelled: cancel.signal });
		expect(await api.requests[0].ending).toBe('aborted');
	});

	test.each([
		['no API key', { apiKey: '', baseUrl: 'https://127.0.0.1:1' }, /has no API Key to ask SmartBrowse with/],
		['an unreadable credential', new Error('secret-detail'), /could not read the credential/],
	])('%s', async (_name, credential, expected) => {
		const { items } = await run('smartBrowse', { includeResult: true }, await itemOf('smartBrowse'), { credential });
		expect(items).toMatchObject([{ error: expect.stringMatching(expected) }]);
		expect(JSON.stringify(items)).not.toContain('secret-detail');
		expect(api.requests).toEqual([]);
	});

	test('why a run failed stays in front', async () => {
		const item = await itemOf('smartBrowse', { event: 'failed', status: 'failed', run_id: 'gone', error: 'The login failed.', timestamp: '2026-01-01T00:00:00Z' });
		api.plan('/smartbrowse/runs/gone', api.json({}, 401));
		expect((await run('smartBrowse', { includeResult: true }, item)).items).toMatchObject([{ error: expect.stringMatching(/^The login failed\. The result is missing/) }]);
	});

	const CONTINUED = { json: { runId: 'k7Xb9dRmQ2p', error: expect.stringContaining('refused the API key') } };
	const LEFT = { json: { error: expect.stringContaining('refused the API key'), message: { runId: 'k7Xb9dRmQ2p', payload: { recipe_id: 'm' }, delivery: {} } } };

	test.each([
		['goes on', {}, CONTINUED],
		['goes on, and n8n tries again for its error', { retryOnFail: true, onError: 'continueRegularOutput' }, CONTINUED],
		['leaves by the error output', { onError: 'continueErrorOutput' }, LEFT],
		['leaves by the error output at last', { retryOnFail: true, onError: 'continueErrorOutput' }, LEFT],
	])('the item %s', async (_name, nodeSettings, expected) => {
		const item = await itemOf('smartBrowse', { event: 'completed', status: 'completed', run_id: 'k7Xb9dRmQ2p', recipe_id: 'm', timestamp: '2026-01-01T00:00:00Z' });
		api.plan(path, api.json({}, 401));
		const { out } = await run('smartBrowse', { includeResult: true }, item, { nodeSettings });
		expect(out).toMatchObject([expected]);
		// n8n empties an item that has an error beside its fields, and sends only these fields to the error output.
		expect(out[0]).not.toHaveProperty('error');
		if (expected === LEFT) expect(Object.keys(out[0].json)).toEqual(['error', 'message']);
	});

	test("n8n's Retry On Fail is told", async () => {
		const item = await itemOf('smartBrowse');
		api.plan(`/smartbrowse/runs/${item.runId}`, api.json({}, 401));
		await expect(run('smartBrowse', { includeResult: true }, item, { nodeSettings: { retryOnFail: true } })).rejects.toThrow('refused the API key');
	});
});

/** Sends the beginning of an answer, and then nothing for ever. */
const stalls = (status: number, headers: Record<string, string | number> = {}): Parameters<typeof api.plan>[1] => (_request, response) => {
	response.writeHead(status, headers);
	response.write('{');
};

describe('a server that goes silent: the time limit holds, and no connection stays open', () => {
	const TIME = /time that the options allow was up/;
	const SHORT = { timeLimit: 0.4, maximumFileSize: 1 };

	async function endings() {
		return new Set(await Promise.all(api.requests.map(async ({ ending }) => await ending)));
	}

	test.each([
		['a result', stalls(200), TIME],
		['a refusal without end', stalls(401), /refused the API key/],
		['404 without end', stalls(404), /knows no run of this id/],
	])('%s', async (_name, answer, expected) => {
		const item = await itemOf('smartBrowse');
		api.plan(`/smartbrowse/runs/${item.runId}`, answer);
		const { items } = await run('smartBrowse', { includeResult: true, timeLimit: 2 }, item);
		expect(items).toMatchObject([{ error: expect.stringMatching(expected) }]);
		expect(await endings()).toEqual(new Set(['aborted']));
	});

	test.each([
		['a file', stalls(200), TIME],
		['404 without end', stalls(404), /refused \(HTTP 404\)/],
		['announced too large', stalls(200, { 'content-length': 1_000_001 }), /larger than Maximum File Size/],
	])('%s, at the Base URL and elsewhere', async (_name, answer, expected) => {
		for (const elsewhere of [false, true]) {
			api.reset();
			api.plan('/files/x', answer);
			const connectTo = `${api.baseUrl}/files/x`;
			const changes = elsewhere ? { connectTo, address: '93.184.215.14' } : {};
			const item = await itemOf('skyvern', skyvernFile(elsewhere ? 'https://rebinding.test.example/' : connectTo));
			const { items } = await run('skyvern', { downloadFiles: ['download'], ...SHORT }, item, changes);
			expect(items[0].files).toMatchObject([{ error: expect.stringMatching(expected) }]);
			expect(await endings()).toEqual(new Set(['aborted']));
		}
	});

	test('a private address: its connection is closed', async () => {
		api.plan('/files/x', stalls(200));
		const item = await itemOf('skyvern', skyvernFile('https://rebinding.test.example/'));
		await run('skyvern', { downloadFiles: ['download'] }, item, { connectTo: `${api.baseUrl}/files/x` });
		expect(await endings()).toEqual(new Set(['aborted']));
	});

	test('a cancelled execution does not wait for either', async () => {
		const cancel = new AbortController();
		api.plan('/files/x', (request, response) => {
			stalls(200)(request, response);
			void sleep(200).then(() => cancel.abort());
		});
		const changes = { connectTo: `${api.baseUrl}/files/x`, address: '93.184.215.14', cancelled: cancel.signal };
		const item = await itemOf('skyvern', skyvernFile('https://rebinding.test.example/'));
		await run('skyvern', { downloadFiles: ['download'] }, item, changes);
		expect(await endings()).toEqual(new Set(['aborted']));
	});
});

describe('Emit', () => {
	test('one item for each record, each with the frame', async () => {
		const item = await itemOf('smartBrowse');
		const { items } = await run('smartBrowse', { includeResult: true, emit: 'record' }, item);
		expect(items).toHaveLength(3);
		for (const [index, record] of RECORDS.entries()) {
			expect(items[index]).toMatchObject({ runId: item.runId, output: record, delivery: { ...item.delivery, index, total: 3 } });
		}
	});

	test('files and lists beside the records are on the first item alone', async () => {
		const { items } = await run('smartBrowse', { includeResult: true, emit: 'record' }, await itemOf('smartBrowse'));
		expect(items.map(({ result }) => [result?.warnings, result?.mode])).toEqual([[['slow page'], 'replay'], [undefined, 'replay'], [undefined, 'replay']]);
		const skyvern = await itemOf('skyvern', skyvernFile('https://files.example/a', { output: [1, 2] }));
		expect((await run('skyvern', { emit: 'record' }, skyvern)).items.map(({ files }) => files)).toEqual([skyvern.files, []]);
	});

	test('a list that the delivery itself carries', async () => {
		const item = await itemOf('skyvern', { run_id: 'tsk_1', status: 'completed', output: ['a', 'b'], finished_at: '2026-01-01T00:00:00', summary: 'x'.repeat(2000) });
		const { items } = await run('skyvern', { emit: 'record' }, item);
		expect(items.map(({ output, payload }) => [output, Object.keys(payload)])).toEqual([
			['a', ['run_id', 'status', 'finished_at']],
			['b', ['run_id', 'status', 'finished_at']],
		]);
	});

	test.each([
		['an object is one record', { output: { a: 1 } }, [{ output: { a: 1 }, delivery: { index: 0, total: 1 } }]],
		['no output is one record', { output: null }, [{ output: null, delivery: { index: 0, total: 1 } }]],
		['an empty list has no item', { output: [] }, []],
		['an empty list of a failed run has one', { output: [], status: 'failed', failure_reason: 'No.' }, [{ output: null, error: 'No.', delivery: { index: 0, total: 0 } }]],
		...['failed', 'terminated', 'timed_out', 'canceled', 'something_new'].map(
			(status): [string, object, object[]] => [`an empty list of a run that is ${status}, without a word why, has one too`, { output: [], status, failure_reason: null }, [{ status, output: null, error: null, delivery: { index: 0, total: 0 } }]],
		),
		['no output of a failed run is one record', { status: 'failed', failure_reason: '' }, [{ output: null, error: null, delivery: { index: 0, total: 1 } }]],
	])('%s', async (_name, body, expected) => {
		const item = await itemOf('skyvern', { run_id: 'tsk_1', status: 'completed', finished_at: '2026-01-01T00:00:00', ...body });
		expect((await run('skyvern', { emit: 'record' }, item)).items).toMatchObject(expected);
	});

	test('what is missing is said on the first of the records that leave by the error output', async () => {
		const item = await itemOf('skyvern', skyvernFile('not a url', { output: ['a', 'b', 'c'] }));
		const { items } = await run('skyvern', { emit: 'record', downloadFiles: ['download'] }, item, { nodeSettings: { onError: 'continueErrorOutput' } });
		const elsewhere = 'Something of this run is missing: its first item says what.';
		expect(items.map(({ error }) => error)).toEqual([expect.stringContaining('The file mugs.pdf is missing'), elsewhere, elsewhere]);
	});

	test.each<[ProviderId, object, object, object]>([
		['smartBrowse', { event: 'failed', status: 'failed', run_id: 'r', error: '', timestamp: '2026-01-01T00:00:00Z' }, { data: { run_status: 'failed', error: null, result: { pages: [] } } }, { outcome: 'failed', error: null }],
		['smartBrowse', { event: 'cancelled', status: 'cancelled', run_id: 'r', error: null, timestamp: '2026-01-01T00:00:00Z' }, { data: { run_status: 'cancelled', result: null } }, { outcome: 'stopped', error: null }],
		['smartBrowse', { event: 'completed', status: 'completed', run_id: 'r', timestamp: '2026-01-01T00:00:00Z' }, { data: { run_status: 'failed', error: '' } }, { outcome: 'failed', error: null }],
		['firecrawl', { success: true, type: 'crawl.completed', id: 'r', data: [] }, { status: 'cancelled', completed: 0, total: 0, data: [] }, { outcome: 'stopped', error: null }],
		['firecrawl', { success: false, type: 'extract.failed', id: 'r', data: [], error: '' }, { success: false, status: 'failed', data: [] }, { outcome: 'failed', error: null }],
	])('%s: a run that did not succeed is told of, also when nobody says why: %#', async (provider, body, answer, fields) => {
		const item = await itemOf(provider, body);
		api.plan(provider === 'firecrawl' ? `/v2/${item.event === 'extract.failed' ? 'extract' : 'crawl'}/r` : '/smartbrowse/runs/r', api.json(answer));
		const { items } = await run(provider, { includeResult: true, emit: 'record' }, item);
		expect(items).toMatchObject([{ ...fields, output: null, runId: 'r' }]);
	});

	test('a crawl that went well and came across nothing gives no item', async () => {
		const item = await itemOf('firecrawl', { success: true, type: 'crawl.completed', id: 'r', data: [] });
		api.plan('/v2/crawl/r', api.json({ status: 'completed', completed: 0, total: 0, data: [] }));
		expect((await run('firecrawl', { includeResult: true, emit: 'record' }, item)).items).toEqual([]);
	});

	test('whatever else a run brings, its records together do not grow with the square of it', async () => {
		const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`member${index}`, index]));
		const item = await itemOf('skyvern', { run_id: 'tsk_1', status: 'failed', finished_at: '2026-01-01T00:00:00', ...many, output: Array.from({ length: 5000 }, (_, id) => id), failure_reason: 'x'.repeat(50_000) });
		const [first, ...others] = recordsOf({ ...item, metadata: many, result: { ...many, message: 'y'.repeat(50_000) } });
		expect(others).toHaveLength(4999);
		expect(first).toMatchObject({ metadata: many, error: item.error, result: { member4999: 4999 } });
		for (const other of [others[0], others[4998]]) expect(JSON.stringify(other).length).toBeLessThan(20_000);
		expect(others[0]).toMatchObject({ runId: 'tsk_1', outcome: 'failed', payload: { run_id: 'tsk_1', status: 'failed' } });
	});

	test('two hundred thousand records', async () => {
		const item = await itemOf('skyvern', { run_id: 'tsk_1', status: 'completed', finished_at: '2026-01-01T00:00:00', output: Array.from({ length: 200_000 }, (_, id) => id) });
		const { items } = await run('skyvern', { emit: 'record' }, item);
		expect([items.length, items[199_999].output]).toEqual([200_000, 199_999]);
	});

	test('ten thousand records take no more room than ten thousand records with a small frame', async () => {
		const records = Array.from({ length: 10_000 }, (_, id) => ({ id, name: `Mug ${id}`, text: 'x'.repeat(300) }));
		api.setRecords(records);
		const { items } = await run('smartBrowse', { includeResult: true, emit: 'record' }, await itemOf('smartBrowse'));
		expect(items).toHaveLength(10_000);
		expect(items[9999]).toMatchObject({ output: records[9999], delivery: { index: 9999, total: 10_000 } });
		expect(JSON.stringify(items).length).toBeLessThan(JSON.stringify(records).length + 10_000 * 1500);
	});
});

describe('Download Files', () => {
	async function download(url: string, options: object = {}, changes: Changes = {}) {
		const item = await itemOf('skyvern', skyvernFile(url));
		const { out, items, waits } = await run('skyvern', { downloadFiles: ['download'], ...options }, item, changes);
		return { binary: out[0].binary, file: items[0].files[0], waits };
	}

	test('a file is binary data, byte for byte, with its name, type and size', async () => {
		const { binary, file } = await download(`${api.baseUrl}/files/a.pdf`);
		expect(Buffer.from(binary?.download_1.data ?? '', 'base64')).toEqual(FILE);
		expect(binary?.download_1).toMatchObject({ fileName: 'mugs.pdf', mimeType: 'application/pdf' });
		expect(file).toMatchObject({ property: 'download_1', mimeType: 'application/pdf', size: FILE.length });
		expect(file).not.toHaveProperty('error');
	});

	test('Browser Use: an output file whose link must be asked for', async () => {
		const { out, items } = await run('browserUse', { downloadFiles: ['output'] }, await itemOf('browserUse'));
		expect(Buffer.from(out[0].binary?.output_1.data ?? '', 'base64')).toEqual(FILE);
		expect(items[0]).toMatchObject({ output: null, files: [{ name: 'mugs.pdf', property: 'output_1' }] });
	});

	test.each([
		['a kind as a text', { downloadFiles: 'download' }],
		['sizes and limit as texts', { maximumFileSize: '1', maximumTotalSize: ' 2 ', timeLimit: '30' }],
		['a time limit between two milliseconds', { timeLimit: 1.0005 }],
		['a time limit longer than any timer', { timeLimit: 5_000_000 }],
	])('%s', async (_name, options) => {
		expect((await download(`${api.baseUrl}/files/a.pdf`, options)).file).toMatchObject({ property: 'download_1' });
	});

	test('a size as a text holds', async () => {
		api.plan('/files/x', (_q, r) => r.end(Buffer.alloc(1_000_001)));
		expect((await download(`${api.baseUrl}/files/x`, { maximumFileSize: '1' })).file.error).toMatch(/larger than Maximum File Size/);
	});

	test.each([
		[{ downloadFiles: 7 }, 'Download Files is not a list'],
		[{ maximumFileSize: 'many' }, 'Maximum File Size (MB) is not a number'],
		[{ maximumTotalSize: 0 }, 'Maximum Size of All Files (MB) is not a number'],
		[{ timeLimit: null }, 'Time Limit (Seconds) is not a number'],
	])('%j is an error that names the option', async (options, message) => {
		await expect(download(`${api.baseUrl}/files/a.pdf`, options)).rejects.toThrow(message);
	});

	test('only the chosen kinds, numbered by kind', async () => {
		const url = (name: string) => `${api.baseUrl}/files/${name}`;
		const item = await itemOf('skyvern', skyvernFile(url('a'), { recording_url: url('r.webm'), screenshot_urls: [url('1.png'), url('2.png')] }));
		const { out, items } = await run('skyvern', { downloadFiles: ['recording', 'screenshot'] }, item);
		expect(Object.keys(out[0].binary ?? {}).sort()).toEqual(['recording_1', 'screenshot_1', 'screenshot_2']);
		expect(out[0].binary?.screenshot_2.fileName).toBe('screenshot_2.png');
		expect(items[0].files.map(({ property }) => property)).toEqual([undefined, 'recording_1', 'screenshot_1', 'screenshot_2']);
	});

	test('a hundred files of the chosen kinds, however many others there are', async () => {
		const url = `${api.baseUrl}/files/a`;
		const item = await itemOf('skyvern', skyvernFile(url, { downloaded_files: Array.from({ length: 120 }, () => ({ url, filename: 'a' })), recording_url: url }));
		expect((await run('skyvern', { downloadFiles: ['recording'] }, item)).items[0].files[120]).toMatchObject({ property: 'recording_1' });
		const { files } = (await run('skyvern', { downloadFiles: ['download'] }, item)).items[0];
		expect(files[99]).toMatchObject({ property: 'download_100' });
		expect(files[100].error).toMatch(/only the first 100 are/);
	});

	test('a folder in a name is left out', async () => {
		const item = await itemOf('skyvern', skyvernFile(`${api.baseUrl}/files/a`, { downloaded_files: [{ url: `${api.baseUrl}/files/a`, filename: '../../etc/passwd' }] }));
		expect((await run('skyvern', { downloadFiles: ['download'] }, item)).out[0].binary?.download_1.fileName).toBe('passwd');
	});

	test.each([
		['notes.txt', 'notes.txt', 'text/plain'],
		['mugs.pdf', 'mugs.pdf', 'application/pdf'],
		['model.xyz1', 'model.xyz1', 'application/octet-stream'],
		['model', 'model', 'application/octet-stream'],
		['..', 'file', 'application/octet-stream'],
		['.', 'file', 'application/octet-stream'],
		['reports/', 'file', 'application/octet-stream'],
	])('bytes of no type named %j', async (filename, fileName, mimeType) => {
		const url = `${api.baseUrl}/files/a`;
		api.plan('/files/a', (_q, r) => r.writeHead(200, { 'content-type': 'application/octet-stream' }).end(FILE));
		const item = await itemOf('skyvern', skyvernFile(url, { downloaded_files: [{ url, filename }] }));
		const { out, items } = await run('skyvern', { downloadFiles: ['download'] }, item);
		expect(out[0].binary?.download_1).toMatchObject({ fileName, mimeType });
		expect(items[0].files).toMatchObject([{ mimeType }]);
	});

	test('a Base URL without a scheme is no origin, so that a link of the same kind is not asked with the key', async () => {
		const credential = { apiKey: CURRENT, baseUrl: 'localhost:8000' };
		expect((await download('data:text/plain,hello', {}, { credential })).file.error).toMatch(/does not lead to a public HTTPS address/);
	});

	/** The bytes of a text in a header, as Node writes them. */
	const bytes = (text: string, encoding: 'utf8' | 'latin1') => Buffer.from(text, encoding).toString('latin1');

	test.each([
		['UTF-8', bytes('/files/Größe.pdf', 'utf8'), '/files/Gr%C3%B6%C3%9Fe.pdf'],
		['Latin-1', bytes('/files/Größe.pdf', 'latin1'), '/files/Gr%C3%B6%C3%9Fe.pdf'],
		['percent-encoded UTF-8', '/files/Gr%C3%B6%C3%9Fe.pdf', '/files/Gr%C3%B6%C3%9Fe.pdf'],
		['ASCII', '/files/a.pdf', '/files/a.pdf'],
	])('a redirect to an address in %s leads where it should, at the Base URL and elsewhere', async (_name, location, expected) => {
		api.plan('/files/moved', (_q, r) => r.writeHead(302, { location }).end());
		expect((await download(`${api.baseUrl}/files/moved`)).file).toMatchObject({ property: 'download_1' });
		expect(api.requests.map(({ path }) => path)).toEqual(['/files/moved', expected]);
		api.reset();
		api.plan('/files/moved', (_q, r) => r.writeHead(302, { location: `${api.baseUrl}${location}` }).end());
		expect((await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/moved`, address: '93.184.215.14' })).file).toMatchObject({ property: 'download_1' });
		expect(api.requests.map(({ path }) => path)).toEqual(['/files/moved', expected]);
	});

	test("a name that nobody has given is the server's", async () => {
		api.plan('/files/x', (_q, r) => r.writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${bytes('Größe.pdf', 'utf8')}"` }).end(FILE));
		const item = await itemOf('skyvern', skyvernFile('', { downloaded_files: [{ url: `${api.baseUrl}/files/x` }] }));
		const { out } = await run('skyvern', { downloadFiles: ['download'] }, item);
		expect(out[0].binary?.download_1).toMatchObject({ fileName: 'Größe.pdf', mimeType: 'application/pdf' });
	});

	test('a redirect on the same host is followed', async () => {
		api.plan('/files/moved', (_q, r) => r.writeHead(302, { location: '/files/a.pdf' }).end());
		expect((await download(`${api.baseUrl}/files/moved`)).file).toMatchObject({ property: 'download_1' });
	});

	test.each([
		['another port of the same machine', 'http://127.0.0.1:1/'],
		['plain HTTP', 'http://example.com/'],
		['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
		['loopback', 'https://[::1]/'],
		['a number for loopback', 'https://2130706433/'],
		['a name for loopback', 'https://localhost/'],
		['a name inside', 'https://metadata.google.internal/'],
		['a name that resolves to the metadata service', 'https://metadata.test.example/'],
		['a name that resolves to loopback', 'https://inside.test.example/'],
		['a name that resolves to a mapped address', 'https://mixed.test.example/'],
		['a file', 'file:///etc/passwd'],
		['data', 'data:text/plain,hello'],
		['data of this machine', 'blob:$BASE/files/a.pdf'],
		['FTP', 'ftp://example.com/'],
		['no address', 'not a url'],
	])('%s is not asked, at once or after a redirect', async (_name, address) => {
		const url = address.replace('$BASE', api.baseUrl);
		const direct = await download(url);
		api.plan('/files/moved', (_q, r) => r.writeHead(302, { location: url === 'not a url' ? 'https://[' : url }).end());
		const redirected = await download(`${api.baseUrl}/files/moved`);
		for (const { binary, file } of [direct, redirected]) {
			expect(binary).toBeUndefined();
			expect(file.error).toMatch(/does not lead to a public HTTPS address/);
		}
		expect(api.requests.map(({ path }) => path)).toEqual(['/files/moved']);
	});

	test.each([
		['404', [(_q, r) => r.writeHead(404).end()], /refused \(HTTP 404\)/, []],
		['403', [(_q, r) => r.writeHead(403).end()], /refused \(HTTP 403\)/, []],
		['204', [(_q, r) => r.writeHead(204).end()], /^its server answered HTTP 204, which brings no file/, []],
		['206', [(_q, r) => r.writeHead(206).end('x')], /^its server answered HTTP 206, which brings no file/, []],
		['304', [(_q, r) => r.writeHead(304).end()], /^its server answered HTTP 304, which brings no file/, []],
		['416', [(_q, r) => r.writeHead(416).end()], /^its server answered HTTP 416, which brings no file/, []],
		['429 for ever', [(_q, r) => r.writeHead(429).end()], /could not be reached \(HTTP 429\)/, [1000, 2000]],
		['5xx for ever', [(_q, r) => r.writeHead(503, { 'retry-after': '2' }).end()], /could not be reached \(HTTP 503\)/, [2000, 2000]],
		['redirects in a circle', [(_q, r) => r.writeHead(302, { location: '/files/x' }).end()], /redirected too often/, []],
		['an announced size over the limit', [(_q, r) => r.writeHead(200, { 'content-length': 1_000_001 }).flushHeaders()], /larger than Maximum File Size/, []],
		['more than announced', [(_q, r) => { r.writeHead(200); for (let count = 0; count < 20; count += 1) r.write(Buffer.alloc(100_000)); r.end(); }], /larger than Maximum File Size/, []],
		['less than announced', [(_q, r) => { r.writeHead(200, { 'content-length': 1000 }); r.write('x', () => r.destroy()); }], /could not be reached/, [1000, 2000]],
	] as Array<[string, Array<Parameters<typeof api.plan>[1]>, RegExp, number[]]>)('%s is said in the item', async (_name, answers, expected, expectedWaits) => {
		api.plan('/files/x', ...answers);
		const { binary, file, waits } = await download(`${api.baseUrl}/files/x`, { maximumFileSize: 1 });
		expect(binary).toBeUndefined();
		expect(file.error).toMatch(expected);
		expect(waits).toEqual(expectedWaits);
		expect(file.error).not.toContain('127.0.0.1');
	});

	test.each([204, 416])('HTTP %d elsewhere is no file either', async (status) => {
		api.plan('/files/x', (_q, r) => r.writeHead(status).end());
		const { file, waits } = await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/x`, address: '93.184.215.14' });
		expect(file.error).toBe(`its server answered HTTP ${status}, which brings no file. Ask the provider for a new link.`);
		expect(waits).toEqual([]);
	});

	test('a name that leads elsewhere once it was checked: nothing of the answer is read', async () => {
		const url = 'https://rebinding.test.example/';
		const { binary, file } = await download(url, {}, { connectTo: `${api.baseUrl}/files/inside.pdf` });
		expect(binary).toBeUndefined();
		expect(file.error).toMatch(/does not lead to a public HTTPS address/);
		expect(api.requests).toMatchObject([{ path: '/files/inside.pdf', key: undefined }]);
	});

	test.each(['93.184.215.14', '2606:4700::1111'])('an answer from the public address %s is read', async (address) => {
		const { binary, file } = await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/b.pdf`, address });
		expect(Buffer.from(binary?.download_1.data ?? '', 'base64')).toEqual(FILE);
		expect(file).toMatchObject({ property: 'download_1' });
	});

	test.each(['169.254.169.254', '::ffff:10.0.0.1', ''])('an answer from %j is not', async (address) => {
		const { file } = await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/b.pdf`, address });
		expect(file.error).toMatch(/does not lead to a public HTTPS address/);
	});

	test('a connection is kept until it has told where it leads, and then closed', async () => {
		let connection: unknown;
		api.plan('/files/x', (request, response) => {
			connection = request.headers.connection;
			response.end(FILE);
		});
		await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/x`, address: '93.184.215.14' });
		expect(connection).toBe('keep-alive');
	});

	test('a connection that no longer tells where it leads, and a name that nobody knows: nothing is read, and both are tried again', async () => {
		const closed = await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/b.pdf`, address: null });
		const unknown = await download('https://unknown.test.example/');
		for (const { binary, file, waits } of [closed, unknown]) {
			expect(binary).toBeUndefined();
			expect(file.error).toMatch(/could not be reached/);
			expect(waits).toEqual([1000, 2000]);
		}
	});

	test('the API key goes to the host of the base URL alone', async () => {
		await download(`${api.baseUrl}/files/a.pdf`);
		await download('https://rebinding.test.example/', {}, { connectTo: `${api.baseUrl}/files/b.pdf` });
		expect(api.requests.map(({ key }) => key)).toEqual([CURRENT, undefined]);
	});

	test('an endless file ends at the limit', async () => {
		api.plan('/files/endless', (_q, response) => {
			response.writeHead(200);
			const more = () => response.write(Buffer.alloc(100_000), more);
			more();
		});
		expect((await download(`${api.baseUrl}/files/endless`, { maximumFileSize: 1 })).file.error).toMatch(/larger than Maximum File Size/);
		expect(await api.requests[0].ending).toBe('aborted');
	});

	test('all files together have a limit, and what was not kept does not count', async () => {
		const big = (bytes: number) => (_q: unknown, r: { end(body: Buffer): void }) => r.end(Buffer.alloc(bytes));
		api.plan('/files/1', big(1_500_000) as never);
		api.plan('/files/2', big(700_000) as never);
		const files = ['1', '2'].map((name) => ({ url: `${api.baseUrl}/files/${name}`, filename: name }));
		const item = await itemOf('skyvern', skyvernFile('', { downloaded_files: files }));
		const { out, items } = await run('skyvern', { downloadFiles: ['download'], maximumTotalSize: 1 }, item);
		expect(items[0].files[0].error).toMatch(/larger than Maximum Size of All Files/);
		expect(Object.keys(out[0].binary ?? {})).toEqual(['download_2']);
	});

	test('a slow file ends with the time limit, and a cancelled execution stops it', async () => {
		const limit = new AbortController();
		api.plan('/files/slow', (_q, response) => {
			response.writeHead(200);
			response.write('x', () => limit.abort());
		});
		expect((await download(`${api.baseUrl}/files/slow`, {}, { timeLimit: () => limit.signal })).file.error).toMatch(/time that the options allow was up/);
		const cancel = new AbortController();
		api.plan('/files/slow', (_q, response) => {
			response.writeHead(200);
			response.write('x', () => cancel.abort());
		});
		await download(`${api.baseUrl}/files/slow`, {}, { cancelled: cancel.signal });
		expect(await api.requests[1].ending).toBe('aborted');
	});
});
