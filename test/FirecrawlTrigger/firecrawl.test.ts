import type { JsonObject } from '../../nodes/delivery/json';
import { firecrawl } from '../../nodes/FirecrawlTrigger/firecrawl';
import { delivery, judged, NOW, request } from '../delivery/deliveries';

const ID = '019c13eb-3e70-7aaa-aaaa-aaaaaaaaaaaa';
const extracted = { title: 'Antirender — café', price: 1299.99 };
const frame = {
	provider: 'firecrawl',
	event: 'crawl.completed',
	status: 'completed',
	outcome: 'succeeded',
	runId: ID,
	occurredAt: '2026-01-31T11:58:30.000Z',
	receivedAt: '2026-01-31T12:00:07.000Z',
	metadata: { project: 'prices', city: 'Zürich' },
	output: null,
	error: null,
	files: [],
	delivery: { id: expect.stringMatching(/^[0-9a-f]{32}$/), scheme: 'hmac-sha256 raw-body', verified: 'signature', source: 'webhook' },
};
const under = { status: null, outcome: 'inProgress' };
/** The bytes of one that was cancelled, or whose kick-off failed, are the same: only the API tells them apart. */
const ambiguous = { outcome: 'unknown' };

test.each([
	['current', 'crawl.completed', ambiguous],
	['v0', 'crawl.completed', ambiguous],
	['current', 'batch_scrape.completed', ambiguous],
	['current', 'crawl.failed', { status: 'failed', outcome: 'failed', error: 'Failed to extract data: timeout exceeded' }],
	['current', 'crawl.started', { status: 'started', outcome: 'inProgress' }],
	['current', 'crawl.page', { ...under, output: { markdown: '# Café', metadata: expect.objectContaining({ statusCode: 200 }) } }],
	['current', 'extract.completed', { output: extracted }],
	['current', 'extract.failed', { status: 'failed', outcome: 'failed', error: 'Failed to extract data: timeout exceeded' }],
	['current', 'agent.completed', { output: extracted }],
	['current', 'agent.action', { ...under, output: { creditsUsed: 5, action: 'mcp__tools__scrape', input: { url: 'https://example.com' } } }],
	['current', 'agent.cancelled', { status: 'cancelled', outcome: 'stopped' }],
	['current', 'monitor.page', { status: 'changed', outcome: 'inProgress', output: expect.objectContaining({ url: 'https://example.com/blog' }) }],
	['current', 'monitor.check.completed', { output: expect.objectContaining({ summary: expect.objectContaining({ changed: 1 }) }) }],
])('%s, %s: every field of the item', async (generation, event, fields) => {
	const one = delivery('firecrawl', { generation, event });
	const { verdict } = await judged('firecrawl', { request: request(one), now: NOW + 7000 });
	expect(verdict).toEqual({ kind: 'accepted', item: { ...frame, event, ...fields, payload: JSON.parse(one.body.toString()) } });
});

const bodies: ReadonlyArray<readonly [name: string, body: JsonObject, fields: object]> = [
	['an id before the one of v0', { type: 'crawl.started', id: 'a', jobId: 'b' }, { runId: 'a' }],
	['a page that failed ends no crawl', { type: 'crawl.page', success: false, data: [], error: 'The page timed out' }, { outcome: 'inProgress', output: null, error: 'The page timed out' }],
	['several pages at once', { type: 'batch_scrape.page', data: [{ url: 'a' }, { url: 'b' }] }, { output: [{ url: 'a' }, { url: 'b' }] }],
	['the pages of v0', { type: 'crawl.completed', data: [{ source: 'a' }] }, { outcome: 'succeeded', output: [{ source: 'a' }] }],
	['a crawl that brings no data', { type: 'crawl.completed' }, { status: 'completed', outcome: 'unknown', output: null }],
	['a crawl that says that it failed', { type: 'crawl.completed', success: false, data: [] }, { status: 'completed', outcome: 'failed' }],
	['an agent that found nothing', { type: 'agent.completed', data: [{ creditsUsed: 1 }] }, { output: null }],
	['an agent that found 0', { type: 'agent.completed', data: [{ data: 0 }] }, { output: 0 }],
	['what a failed agent cost is no output', { type: 'agent.failed', success: false, data: [{ creditsUsed: 8 }], error: 'Max credits exceeded' }, { outcome: 'failed', output: null, error: 'Max credits exceeded' }],
	['a batch that failed', { type: 'batch_scrape.failed', success: false, data: [], error: 'No URL' }, { status: 'failed', outcome: 'failed', output: null, error: 'No URL' }],
	['an extract that failed has no result', { type: 'extract.failed', success: false, data: [] }, { outcome: 'failed', output: null, error: null }],
	['an error as an object', { type: 'agent.failed', success: false, error: { code: 'E1', message: 'No credits' } }, { error: 'No credits' }],
	['an error as another object', { type: 'agent.failed', success: false, error: { at: 1 } }, { error: '{"at":1}' }],
	['a check that was skipped', { type: 'monitor.check.completed', success: true, data: [{ status: 'skipped_overlap' }] }, { status: 'skipped_overlap', outcome: 'stopped', error: null }],
	['a check that nobody paid for', { type: 'monitor.check.completed', success: false, data: [{ status: 'skipped_no_credits' }] }, { status: 'skipped_no_credits', outcome: 'stopped' }],
	['a check that failed', { type: 'monitor.check.completed', success: false, data: { status: 'failed', error: { message: 'gone' } } }, { status: 'failed', outcome: 'failed', error: 'gone' }],
	['a check of which a page is missing', { type: 'monitor.check.completed', success: false, data: [{ status: 'partial' }] }, { status: 'partial', outcome: 'failed', output: { status: 'partial' } }],
	['a check that says no status', { type: 'monitor.check.completed', data: [] }, { status: 'completed', output: null }],
	['a monitored page that failed', { type: 'monitor.page', success: false, data: { status: 'error', error: 'not found' } }, { status: 'error', outcome: 'inProgress', error: 'not found' }],
	['a page with a field named status', { type: 'crawl.page', data: [{ status: 'x' }] }, { status: null }],
	['an event of later', { type: 'search.completed', data: { a: 1 } }, { event: 'search.completed', status: 'completed', outcome: 'succeeded', output: { a: 1 } }],
	['an event of later, with another word', { type: 'monitor.page.meaningful' }, { status: null, outcome: 'unknown', output: null }],
	['metadata that is none', { type: 'crawl.started', metadata: 'x' }, { metadata: {} }],
	['data that is null', { type: 'crawl.page', data: null }, { output: null }],
	['an id that only looks like one of version 7', { type: 'crawl.started', id: `${ID}0` }, { occurredAt: undefined }],
	['an id in capitals', { type: 'crawl.started', id: ID.toUpperCase() }, { occurredAt: NOW - 90_000 }],
];

test.each(bodies)('%s', (_name, body, fields) => {
	expect(firecrawl.read({ id: 'i', success: true, ...body }, undefined)).toMatchObject(fields);
});

test.each<[string, JsonObject]>([
	['no type', { id: 'i' }],
	['no id', { type: 'crawl.completed' }],
	['an id that is no text', { type: 'crawl.completed', id: 7 }],
	['an empty type', { type: '', id: 'i' }],
])('reports nothing about a job: %s', (_name, body) => {
	expect(firecrawl.read(body, undefined)).toBeUndefined();
});
