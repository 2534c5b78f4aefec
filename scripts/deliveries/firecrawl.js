// @ts-check
const { createHash } = require('node:crypto');

const { hmac } = require('./signer');

/** Today's sender; what it sends for jobs of API v0. */
const generations = ['current', 'v0'];
const events = [
	'crawl.completed', 'crawl.failed', 'crawl.page', 'crawl.started',
	'batch_scrape.completed', 'batch_scrape.failed', 'batch_scrape.page', 'batch_scrape.started',
	'extract.completed', 'extract.failed', 'extract.started',
	'agent.completed', 'agent.failed', 'agent.cancelled', 'agent.action', 'agent.started',
	'monitor.check.completed', 'monitor.page',
];
const statuses = ['completed', 'failed', 'cancelled'];

/** No kind of job reports every status. */
const ENDINGS = /** @type {Record<string, string>} */ ({ completed: 'crawl.completed', failed: 'extract.failed', cancelled: 'agent.cancelled' });

/** What is sent where nothing else is asked for. */
const usual = (status = 'completed') => ({ generation: 'current', event: ENDINGS[status], status });

/**
 * A delivery as Firecrawl sends it: firecrawl/firecrawl, apps/api/src/services/webhook/delivery.ts and headers.ts, and
 * https://docs.firecrawl.dev/webhooks. With the name of a header it is not signed: the header, which the job was started
 * with, holds the secret instead.
 * @param {import('./signer').Order} order
 * @returns {import('./signer').Delivery}
 */
function sign(order) {
	const body = order.body ?? Buffer.from(JSON.stringify(sample(order)));
	/** @type {Record<string, string>} */
	const proof = order.headerName === undefined ? { 'x-firecrawl-signature': `sha256=${hmac(order.secret, body)}` } : { [order.headerName.toLowerCase()]: order.secret };
	return { headers: { 'content-type': 'application/json', 'x-firecrawl-event': order.event, ...proof }, body };
}

/** @param {import('./signer').Order} order */
function sample({ generation, event, now, runId }) {
	const id = runId ?? jobId(now - 90_000);
	const failed = /\.(?:failed|cancelled)$/.test(event);
	return {
		success: !failed,
		type: event,
		[generation === 'v0' ? 'jobId' : 'id']: id,
		webhookId: uuid(createHash('sha256').update(`${id} ${event}`).digest('hex'), '4'),
		data: dataOf(event, id),
		...(event.endsWith('.failed') && { error: 'Failed to extract data: timeout exceeded' }),
		metadata: { project: 'prices', city: 'Zürich' },
	};
}

/** @param {string} event @param {string} id @returns {object} */
function dataOf(event, id) {
	const page = { markdown: '# Café', metadata: { title: 'Café', sourceURL: 'https://example.com/café', statusCode: 200, scrapeId: uuid('b'.repeat(32), '7'), creditsUsed: 1 } };
	const monitor = { monitorId: uuid('c'.repeat(32), '7'), checkId: id };
	switch (event) {
		case 'crawl.page':
		case 'batch_scrape.page':
			return [page];
		case 'extract.completed':
			return [{ success: true, data: { title: 'Antirender — café', price: 1299.99 }, extractId: id, llmUsage: 0.0020118, totalUrlsScraped: 1, sources: {} }];
		case 'agent.completed':
			return [{ creditsUsed: 15, data: { title: 'Antirender — café', price: 1299.99 } }];
		case 'agent.failed':
		case 'agent.cancelled':
			return [{ creditsUsed: 8 }];
		case 'agent.action':
			return [{ creditsUsed: 5, action: 'mcp__tools__scrape', input: { url: 'https://example.com' } }];
		case 'monitor.page':
			return { ...monitor, url: 'https://example.com/blog', status: 'changed', previousScrapeId: uuid('d'.repeat(32), '7'), currentScrapeId: uuid('e'.repeat(32), '7'), error: null };
		case 'monitor.check.completed':
			return { ...monitor, status: 'completed', summary: { totalPages: 2, same: 1, changed: 1, new: 0, removed: 0, error: 0 } };
		default:
			return [];
	}
}

/** The id of a job that was created then, in milliseconds since 1970: RFC 9562, 5.7. @param {number} time */
function jobId(time) {
	return uuid(`${time.toString(16).padStart(12, '0')}${'a'.repeat(20)}`, '7');
}

/** @param {string} hex @param {string} version */
function uuid(hex, version) {
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

module.exports = { generations, events, statuses, usual, sign };
