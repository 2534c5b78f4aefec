import type { DeliveryItem } from '../../nodes/delivery/item';
import * as signers from '../../scripts/deliveries';
import type { ProviderId } from './deliveries';
import { delivery, deliveryOf, judged, NOW, request } from './deliveries';

/** The item of a genuine delivery that arrives when it was signed. */
async function itemOf(provider: ProviderId, one: ReturnType<typeof delivery>, now = NOW): Promise<DeliveryItem> {
	const { verdict } = await judged(provider, { request: request(one), now, settings: { maximumAge: 0, events: ['test', 'other', ...every[provider]] } });
	if (verdict.kind !== 'accepted') throw new Error(`not accepted: ${verdict.kind}`);
	return verdict.item;
}

const every = {
	browserUse: ['agent.task.status_update', 'session.status.update'],
	skyvern: ['task_run', 'workflow_run'],
	smartBrowse: ['completed', 'failed', 'cancelled'],
	firecrawl: signers.firecrawl.events,
};

const idOf = async (...args: Parameters<typeof itemOf>) => (await itemOf(...args)).delivery.id;
const browserUse = (order: Parameters<typeof delivery>[1]) => ['browserUse', delivery('browserUse', order), order?.now ?? NOW] as const;
const later = NOW + 90_000;

type Args = Readonly<Parameters<typeof itemOf>>;

const page = (data: object, more: object = {}) => deliveryOf('firecrawl', { type: 'crawl.page', id: 'i', data: [data], ...more });

const crawled = (more: object) => deliveryOf('firecrawl', { success: true, type: 'crawl.completed', id: 'i', data: [], ...more });

const same: ReadonlyArray<readonly [name: string, one: Args, other: Args]> = [
	['A and B', browserUse({ generation: 'A' }), browserUse({ generation: 'B' })],
	['B and C', browserUse({ generation: 'B' }), browserUse({ generation: 'C' })],
	['B, a retry that was signed afresh', browserUse({}), browserUse({ now: later })],
	['A, a retry that was signed afresh', browserUse({ generation: 'A' }), browserUse({ generation: 'A', now: later })],
	['B, not final, a retry that was signed afresh', ['browserUse', delivery('browserUse', { status: 'paused' })], ['browserUse', deliveryOf('browserUse', delivery('browserUse', { status: 'paused' }).body, { now: later })]],
	['Skyvern, with and without the prefix', ['skyvern', delivery('skyvern')], ['skyvern', delivery('skyvern', { generation: 'documents' })]],
	['Skyvern, body of today and of old', ['skyvern', delivery('skyvern')], ['skyvern', delivery('skyvern', { generation: 'old' })]],
	['Skyvern, a retry', ['skyvern', delivery('skyvern')], ['skyvern', delivery('skyvern', { now: later })]],
	['SmartBrowse, short and prefixed', ['smartBrowse', delivery('smartBrowse')], ['smartBrowse', delivery('smartBrowse', { generation: 'prefixed' })]],
	['Firecrawl, a retry', ['firecrawl', delivery('firecrawl')], ['firecrawl', delivery('firecrawl'), later]],
	['Firecrawl, a retry of a page, without an id of the delivery', ['firecrawl', page({ url: 'a' })], ['firecrawl', page({ url: 'a' }), later]],
	['Firecrawl, a job that the sender ran again', ['firecrawl', crawled({ webhookId: 'a' })], ['firecrawl', crawled({ webhookId: 'b' })]],
	['Firecrawl, a check that the sender ran again', ['firecrawl', crawled({ type: 'monitor.check.completed', webhookId: 'a' })], ['firecrawl', crawled({ type: 'monitor.check.completed', webhookId: 'b' })]],
	['Firecrawl, a page that the sender scraped again', ['firecrawl', page({ metadata: { scrapeId: 's' } }, { webhookId: 'a' })], ['firecrawl', page({ metadata: { scrapeId: 's' }, markdown: '#' }, { webhookId: 'b' })]],
	['Firecrawl, an action that is delivered again', ['firecrawl', crawled({ type: 'agent.action', webhookId: 'a' })], ['firecrawl', crawled({ type: 'agent.action', webhookId: 'a' }), later]],
	['written otherwise', ['browserUse', delivery('browserUse')], ['browserUse', deliveryOf('browserUse', JSON.stringify(JSON.parse(delivery('browserUse').body.toString()), null, 2))]],
];

test.each(same)('the same event: %s', async (_name, one, other) => {
	expect(await idOf(...one)).toBe(await idOf(...other));
});

const run = { run_id: 'r', status: 'completed', event: 'completed' };
const unknownEvent = (payload: object) => deliveryOf('browserUse', { type: 'account.notice', payload });

const different: ReadonlyArray<readonly [name: string, one: Args, other: Args]> = [
	['the status', browserUse({}), browserUse({ status: 'stopped' })],
	['the run', browserUse({}), browserUse({ runId: 'another' })],
	['the event', ['skyvern', delivery('skyvern', { runId: 'r' })], ['skyvern', delivery('skyvern', { event: 'workflow_run', runId: 'r' })]],
	['the provider', ['skyvern', deliveryOf('skyvern', run)], ['smartBrowse', deliveryOf('smartBrowse', run)]],
	['paused twice', browserUse({ status: 'paused' }), browserUse({ status: 'paused', now: later })],
	['a session idle twice', browserUse({ event: 'session.status.update', status: 'idle' }), browserUse({ event: 'session.status.update', status: 'idle', now: later })],
	['a session idle and finished', browserUse({ event: 'session.status.update', status: 'idle' }), browserUse({ event: 'session.status.update', status: 'finished' })],
	['no run, another body', ['browserUse', unknownEvent({ a: 1 })], ['browserUse', unknownEvent({ a: 2 })]],
	['Firecrawl, one page and the next', ['firecrawl', page({ metadata: { scrapeId: 'a' } }, { webhookId: 'a' })], ['firecrawl', page({ metadata: { scrapeId: 'b' } }, { webhookId: 'a' })]],
	['Firecrawl, one page that failed and the next', ['firecrawl', page({}, { webhookId: 'a' })], ['firecrawl', page({}, { webhookId: 'b' })]],
	['Firecrawl, the same, without an id of the delivery', ['firecrawl', page({ url: 'a' })], ['firecrawl', page({ url: 'b' })]],
	['Firecrawl, without an id, another error', ['firecrawl', page({}, { error: 'a' })], ['firecrawl', page({}, { error: 'b' })]],
	['Firecrawl, without an id, something else beside the data', ['firecrawl', page({}, { metadata: { page: 1 } })], ['firecrawl', page({}, { metadata: { page: 2 } })]],
	['Firecrawl, one action and the next', ['firecrawl', crawled({ type: 'agent.action', webhookId: 'a' })], ['firecrawl', crawled({ type: 'agent.action', webhookId: 'b' })]],
	['Firecrawl, one page of a monitor and the next', ['firecrawl', crawled({ type: 'monitor.page', webhookId: 'a' })], ['firecrawl', crawled({ type: 'monitor.page', webhookId: 'b' })]],
	['Firecrawl, an event of later, twice', ['firecrawl', crawled({ type: 'monitor.run.completed', webhookId: 'a' })], ['firecrawl', crawled({ type: 'monitor.run.completed', webhookId: 'b' })]],
	['Firecrawl, one job and the next', ['firecrawl', crawled({})], ['firecrawl', crawled({ id: 'j' })]],
	['Firecrawl, started and completed', ['firecrawl', delivery('firecrawl')], ['firecrawl', delivery('firecrawl', { event: 'crawl.started' })]],
	['one ping and the next', browserUse({ event: 'test' }), browserUse({ event: 'test', now: later })],
];

test.each(different)('not the same event: %s', async (_name, one, other) => {
	expect(await idOf(...one)).not.toBe(await idOf(...other));
});

test.each([
	['browserUse', '74c97bb081427b6ce9b303f4117866f2'],
	['skyvern', 'adff7784c261f22db9b7521c195b1ec9'],
	['smartBrowse', '60d0faf32905ff5a41d934764d09e7ba'],
	['firecrawl', 'b268c5879d95ae87eff5e29522cfa3d9'],
] as const)('%s: 32 digits that name nobody, and stay what they are', async (provider, pinned) => {
	const { delivery: { id }, runId, status } = await itemOf(provider, delivery(provider, { runId: 'abc-xyz' }));
	expect(id).toMatch(/^[0-9a-f]{32}$/);
	for (const text of [runId, status, provider]) expect(id).not.toContain(text);
	// Users key their own tables on it: an update must not change it.
	expect(await idOf(provider, delivery(provider, { runId: 'abc' }))).toBe(pinned);
});
