import type { DeliveryEvent } from '../delivery/event';
import type { Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import { rawBodyForm } from '../delivery/verification/scheme';
import { firecrawlResults } from './firecrawlResults';

/** https://docs.firecrawl.dev/webhooks/events; crawl.cancelled is in the sender's code alone. */
const EVENTS = [
	'agent.action',
	'agent.cancelled',
	'agent.completed',
	'agent.failed',
	'agent.started',
	'batch_scrape.completed',
	'batch_scrape.page',
	'batch_scrape.started',
	'crawl.cancelled',
	'crawl.completed',
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

/** API v0 called the id of a job jobId. */
function read(body: JsonObject): DeliveryEvent | undefined {
	const event = asText(body.type);
	const runId = asText(body.id) ?? asText(body.jobId);
	if (event === undefined || runId === undefined) return undefined;
	const word = event.slice(event.lastIndexOf('.') + 1);
	const isMonitor = event.startsWith('monitor.');
	const first = asObject(Array.isArray(body.data) ? body.data[0] : body.data);
	const outcome = OUTCOMES.get(word) ?? 'unknown';
	return {
		event,
		status: (isMonitor ? asText(first?.status) : undefined) ?? (STATUSES.includes(word) ? word : null),
		// A check that could not look at every page has completed all the same.
		outcome: outcome === 'succeeded' && body.success === false ? 'failed' : outcome,
		runId,
		occurredAt: uuidTime(runId),
		// The same for each retry of a delivery. Senders of before it are told apart by what they bring.
		occurrence: asText(body.webhookId) ?? JSON.stringify(body.data ?? null),
		metadata: asObject(body.metadata) ?? {},
		output: outputOf(event, word, body.data),
		error: asText(body.error) ?? (isMonitor ? asText(first?.error) : undefined) ?? null,
		files: [],
	};
}

/** One page, action or check stands for itself; a job's result lies a level deeper, beside its cost. */
function outputOf(event: string, word: string, data: Json | undefined): Json {
	if (word === 'failed' || word === 'cancelled') return null;
	const entries = Array.isArray(data) ? data : [data ?? null];
	if (entries.length === 0 || entries[0] === null) return null;
	if (/^(?:agent|extract)\.completed$/.test(event)) return asObject(entries[0])?.data ?? null;
	const isList = entries.length > 1 || /^(?:crawl|batch_scrape)\.completed$/.test(event);
	return isList ? entries : entries[0];
}

const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** When the job was created, in milliseconds since 1970: RFC 9562, 5.7. Undefined for ids of another kind. */
function uuidTime(id: string): number | undefined {
	const match = UUID_V7.exec(id);
	return match === null ? undefined : Number.parseInt(match[1] + match[2], 16);
}

/**
 * Sender: firecrawl/firecrawl, apps/api/src/services/webhook/delivery.ts, and the documents. No time is signed but
 * the one in the job's id, and a job may take its time.
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
		],
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
} as const satisfies Provider);
