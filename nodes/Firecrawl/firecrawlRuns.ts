import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Recovery } from '../delivery/recovery';
import type { Reported, RunField, RunKind, Runs } from '../delivery/runs';
import { firecrawl } from '../FirecrawlTrigger/firecrawl';
import { firecrawlRuns } from '../FirecrawlTrigger/firecrawlRuns';

/** As recovery reads them. */
const [crawls, batches, extracts, agents] = firecrawlRuns((body) => firecrawl.read(body, undefined));

/** Both stand beside the request's body, or within another member. */
const KEY = '$idempotencyKey';
const WEBHOOK_URL = '$webhookUrl';

const webhookUrl: RunField = { parameter: 'runOptions.webhookUrl', member: WEBHOOK_URL, label: 'Webhook URL' };
const formats: RunField = { parameter: 'runOptions.formats', member: 'formats', label: 'Formats', as: 'list' };

/** A job that goes on, as the delivery of its start would report it. */
function goingOn({ name = '' }: Recovery, id: string, payload: JsonObject): Reported | undefined {
	const event = firecrawl.read({ success: true, type: `${name}.started`, id, data: [] }, undefined);
	return event === undefined ? undefined : { event: { ...event, status: asText(payload.status) ?? event.status }, payload };
}

function reader(list: Recovery): RunKind['read'] {
	return (answer, id) => {
		const event = list.read({ id, ...answer });
		if (event === undefined || event.outcome !== 'inProgress') return event && { event, payload: answer };
		return goingOn(list, id, answer);
	};
}

function startReader(list: Recovery): RunKind['started'] {
	return (answer) => {
		const id = asText(answer.id);
		return id === undefined ? undefined : goingOn(list, id, answer);
	};
}

type Headers = Readonly<Record<string, string>>;

/** Two headers that differ in upper and lower case alone would arrive as one, with both values. */
function withProof(given: Json | undefined, proof: Headers): JsonObject {
	const taken = Object.keys(proof).map((name) => name.toLowerCase());
	const others = Object.entries(asObject(given) ?? {}).filter(([name]) => !taken.includes(name.toLowerCase()));
	return { ...Object.fromEntries(others), ...proof };
}

/**
 * The member `webhook`, which Additional Fields may have too. Who waits hears of the end alone: pages and actions come by
 * the thousand. WebhookConfig, AgentWebhookConfig in index.d.ts of the npm package @mendable/firecrawl-js.
 */
function webhookOf(given: Json | undefined, url: Json | undefined, deliverTo: string | undefined, events: readonly string[], proof: Headers): JsonObject {
	const webhook = asObject(given) ?? {};
	if (deliverTo === undefined) return url === undefined ? (given === undefined ? {} : { webhook: given }) : { webhook: { ...webhook, url } };
	const headers = withProof(webhook.headers, proof);
	return { webhook: { ...webhook, url: deliverTo, events: [...events], ...(Object.keys(headers).length > 0 && { headers }) } };
}

interface Start {
	readonly list: Recovery;
	readonly path: string;
	/** The last words of the events that end such a job. */
	readonly endings: readonly string[];
	readonly fields: readonly RunField[];
	/** Where the API takes a field that is not a member of its own. */
	readonly arrange?: (values: JsonObject) => JsonObject;
	/** The end of an extract cannot be brought about. */
	readonly stops: boolean;
}

function kindOf({ list, path, endings, fields, arrange = (values) => values, stops }: Start): RunKind {
	return {
		fields: [...fields, webhookUrl],
		start: ({ webhook, [WEBHOOK_URL]: url, [KEY]: key, ...values }, deliverTo, proof) => ({
			method: 'POST',
			path,
			body: { ...arrange(values), ...webhookOf(webhook, url, deliverTo, endings, proof) },
			...(key !== undefined && { headers: { 'x-idempotency-key': String(key) } }),
		}),
		started: startReader(list),
		runPath: list.runPath ?? ((id) => `${path}/${encodeURIComponent(id)}`),
		read: reader(list),
		...(stops && { stop: (id) => ({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` }) }),
	};
}

/** CrawlOptions. The key: idempotencyMiddleware in apps/api/src/routes/v2.ts of firecrawl/firecrawl, which no other start has. */
const crawl = kindOf({
	list: crawls,
	path: '/v2/crawl',
	endings: ['completed', 'failed'],
	fields: [
		{ parameter: 'url', member: 'url', label: 'URL', required: true },
		{ parameter: 'maxPages', member: 'limit', label: 'Maximum Pages', as: 'limit' },
		{ parameter: 'runOptions.allowSubdomains', member: 'allowSubdomains', label: 'Allow Subdomains', as: 'boolean' },
		{ parameter: 'runOptions.crawlEntireDomain', member: 'crawlEntireDomain', label: 'Crawl Entire Domain', as: 'boolean' },
		{ parameter: 'runOptions.excludePaths', member: 'excludePaths', label: 'Exclude Paths', as: 'lines' },
		formats,
		{ parameter: 'runOptions.idempotencyKey', member: KEY, label: 'Idempotency Key' },
		{ parameter: 'runOptions.includePaths', member: 'includePaths', label: 'Include Paths', as: 'lines' },
		{ parameter: 'runOptions.maxDiscoveryDepth', member: 'maxDiscoveryDepth', label: 'Maximum Depth', as: 'number' },
		{ parameter: 'runOptions.scrapeOptions', member: 'scrapeOptions', label: 'Scrape Options (JSON)', as: 'json' },
	],
	arrange: ({ formats: chosen, scrapeOptions, ...values }) =>
		chosen === undefined ? { ...values, ...(scrapeOptions !== undefined && { scrapeOptions }) } : { ...values, scrapeOptions: { ...asObject(scrapeOptions), formats: chosen } },
	stops: true,
});

/** BatchScrapeOptions: the options of a scrape are members of the request. */
const batchScrape = kindOf({
	list: batches,
	path: '/v2/batch/scrape',
	endings: ['completed', 'failed'],
	fields: [{ parameter: 'urls', member: 'urls', label: 'URLs', as: 'lines', required: true }, formats],
	stops: true,
});

/** ExtractRequest. */
const extract = kindOf({
	list: extracts,
	path: '/v2/extract',
	endings: ['completed', 'failed'],
	fields: [
		{ parameter: 'urls', member: 'urls', label: 'URLs', as: 'lines' },
		{ parameter: 'prompt', member: 'prompt', label: 'Prompt' },
		{ parameter: 'dataSchema', member: 'schema', label: 'Data Schema (JSON)', as: 'json' },
		{ parameter: 'runOptions.enableWebSearch', member: 'enableWebSearch', label: 'Enable Web Search', as: 'boolean' },
	],
	stops: false,
});

/** AgentRequest. */
const agent = kindOf({
	list: agents,
	path: '/v2/agent',
	endings: ['completed', 'failed', 'cancelled'],
	fields: [
		{ parameter: 'prompt', member: 'prompt', label: 'Prompt', required: true },
		{ parameter: 'urls', member: 'urls', label: 'URLs', as: 'lines' },
		{ parameter: 'dataSchema', member: 'schema', label: 'Data Schema (JSON)', as: 'json' },
		{ parameter: 'maxCredits', member: 'maxCredits', label: 'Maximum Credits', as: 'limit' },
		{ parameter: 'runOptions.effort', member: 'effort', label: 'Effort' },
		{ parameter: 'runOptions.strictConstrainToURLs', member: 'strictConstrainToURLs', label: 'Only These URLs', as: 'boolean' },
	],
	stops: true,
});

/** A crawl that was cancelled is delivered as completed, and without its pages: so the API is asked how a job really ended. */
export const firecrawlNode: Runs = {
	provider: firecrawl,
	kinds: { agent, batchScrape, crawl, extract },
	delivers: true,
	endings: firecrawl.events.filter((event) => /^(?:agent|batch_scrape|crawl|extract)\.(?:completed|failed|cancelled)$/.test(event)),
	asksResult: true,
};
