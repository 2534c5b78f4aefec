import type { DeliveryEvent } from '../delivery/event';
import { unordered } from '../delivery/identity';
import type { Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import { reasonIn } from '../delivery/result';
import { rawBodyForm } from '../delivery/verification/scheme';
import { firecrawlResults } from './firecrawlResults';
import { firecrawlRuns } from './firecrawlRuns';

/**
 * Sender: firecrawl/firecrawl, apps/api/src/services/webhook, and https://docs.firecrawl.dev/webhooks/events. A crawl or
 * batch that was cancelled has no event of its own: it is reported as completed.
 */
const EVENTS = [
	'agent.action',
	'agent.cancelled',
	'agent.completed',
	'agent.failed',
	'agent.started',
	'batch_scrape.completed',
	'batch_scrape.failed',
	'batch_scrape.page',
	'batch_scrape.started',
	'crawl.completed',
	'crawl.failed',
	'crawl.page',
	'crawl.started',
	'extract.completed',
	'extract.failed',
	'extract.started',
	'monitor.check.completed',
	'monitor.page',
];

/** By the last word of an event's name; a job that has a page or an action goes on. */
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
	['completed', 'succeeded'],
	['failed', 'failed'],
	['cancelled', 'stopped'],
	['started', 'inProgress'],
	['page', 'inProgress'],
	['action', 'inProgress'],
]);

/** The words that say how a job stands, rather than what it has come across. */
const STATUSES = ['started', 'completed', 'failed', 'cancelled'];

/** What a job or a check reports once. */
const ONCE = /^(?:(?:agent|batch_scrape|crawl|extract)\.(?:started|completed|failed|cancelled)|monitor\.check\.completed)$/;
const PAGE = /^(?:batch_scrape|crawl)\.page$/;
const PAGES = /^(?:batch_scrape|crawl)\.completed$/;

/** API v0 called the id of a job jobId. */
function read(body: JsonObject): DeliveryEvent | undefined {
	const event = asText(body.type);
	const runId = asText(body.id) ?? asText(body.jobId);
	if (event === undefined || runId === undefined) return undefined;
	const word = event.slice(event.lastIndexOf('.') + 1);
	const isMonitor = event.startsWith('monitor.');
	const first = asObject(Array.isArray(body.data) ? body.data[0] : body.data);
	const status = (isMonitor ? asText(first?.status) : undefined) ?? (STATUSES.includes(word) ? word : null);
	return {
		event,
		status,
		outcome: outcomeOf(event, word, status, body),
		runId,
		occurredAt: uuidTime(runId),
		occurrence: occurrenceOf(event, first, body),
		metadata: asObject(body.metadata) ?? {},
		output: outputOf(event, word, body.data),
		error: reasonIn(body.error) ?? (isMonitor ? reasonIn(first?.error) : null),
		files: [],
	};
}

function outcomeOf(event: string, word: string, status: string | null, { success, data }: JsonObject): Outcome {
	// A check that never began: skipped_overlap, skipped_no_credits.
	if (event.startsWith('monitor.') && status?.startsWith('skipped_') === true) return 'stopped';
	const outcome = OUTCOMES.get(word) ?? 'unknown';
	if (outcome !== 'succeeded') return outcome;
	// A check that could not look at every page has completed all the same.
	if (success === false) return 'failed';
	// A crawl that was cancelled, or could not begin, sends the same as one that went well: only the API tells them apart.
	return PAGES.test(event) && !hasEntries(data) ? 'unknown' : outcome;
}

function hasEntries(data: Json | undefined): boolean {
	return Array.isArray(data) ? data.length > 0 : data !== undefined && data !== null;
}

/**
 * The id of a delivery is the same for each of its tries, but a job that the sender's queue runs again gets another one. Senders
 * of before it are told apart by all they say.
 */
function occurrenceOf(event: string, first: JsonObject | undefined, body: JsonObject): string {
	if (ONCE.test(event)) return '';
	const page = PAGE.test(event) ? asText(asObject(first?.metadata)?.scrapeId) : undefined;
	return page ?? asText(body.webhookId) ?? unordered(body);
}

/** One page, action or check stands for itself; a job's result lies a level deeper, beside its cost. */
function outputOf(event: string, word: string, data: Json | undefined): Json {
	if (word === 'failed' || word === 'cancelled') return null;
	const entries = Array.isArray(data) ? data : [data ?? null];
	if (entries.length === 0 || entries[0] === null) return null;
	if (/^(?:agent|extract)\.completed$/.test(event)) return asObject(entries[0])?.data ?? null;
	return entries.length > 1 || PAGES.test(event) ? entries : entries[0];
}

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** When the job was created, in milliseconds since 1970: RFC 9562, 5.7. Undefined for ids of another kind. */
function uuidTime(id: string): number | undefined {
	const match = UUID_V7.exec(id);
	return match === null ? undefined : Number.parseInt(match[1] + match[2], 16);
}

/**
 * Sender: firecrawl/firecrawl, apps/api/src/services/webhook/delivery.ts, and the documents. No time is signed but
 * the one in the job's id, and a job may take its time. Where no secret is configured, or its look-up fails, nothing is
 * signed: a header that the user gives to the job is then the proof.
 */
export const firecrawl: Provider = Object.freeze({
	id: 'firecrawl',
	label: 'Firecrawl',
	credential: {
		type: 'firecrawlWebhookApi',
		label: 'Firecrawl Webhook API',
		secrets: [
			{ name: 'webhookSecret', label: 'Webhook Secret' },
			{ name: 'previousWebhookSecret', label: 'Previous Webhook Secret' },
			{ name: 'headerValue', label: 'Header Value', inHeader: true },
			{ name: 'previousHeaderValue', label: 'Previous Header Value', inHeader: true },
		],
		headerName: 'headerName',
		whichSecret:
			'Copy the webhook secret again from the Firecrawl dashboard, under Settings on the Advanced tab: it is one for the whole account, and not the API key.',
		secretComesLater: false,
	},
	schemes: [
		{
			kind: 'hmac',
			signatureHeader: 'x-firecrawl-signature',
			optionalPrefix: 'sha256=',
			forms: [rawBodyForm],
			age: { of: 'body', required: false, defaultSeconds: 604_800 },
		},
		{ kind: 'sharedHeader', age: { of: 'body', required: false, defaultSeconds: 604_800 } },
	],
	memberOrder: [
		'success', 'type', 'id', 'jobId', 'webhookId', 'data', 'error', 'markdown', 'metadata',
		'title', 'sourceURL', 'url', 'statusCode', 'scrapeId', 'proxyUsed', 'creditsUsed',
	],
	events: EVENTS,
	idOptions: [{ option: 'jobIds', id: 'runId' }],
	read,
	api: {
		apiKey: { name: 'apiKey', label: 'API Key' },
		keyPrefix: 'fc-',
		keyHeader: 'Authorization',
		keyScheme: 'Bearer',
		defaultBaseUrl: 'https://api.firecrawl.dev',
		probePath: '/v2/team/credit-usage',
		doubledPath: '/v2',
	},
	results: firecrawlResults,
	recovery: firecrawlRuns(read),
} as const satisfies Provider);
