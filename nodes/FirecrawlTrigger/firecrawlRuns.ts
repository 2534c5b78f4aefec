import type { DeliveryEvent } from '../delivery/event';
import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Recovery } from '../delivery/recovery';
import { cursorIn } from '../delivery/runPages';
import { firstTime } from '../delivery/verification/timestamp';
import { firecrawlResults } from './firecrawlResults';

type Read = (delivery: JsonObject) => DeliveryEvent | undefined;

interface Kind {
	/** As the activity calls it, and the events. */
	readonly endpoint: string;
	readonly path: string;
	/** The events that its end may be. Crawls and batches have but one: that of one that was cancelled or failed says completed too. */
	readonly ends: readonly string[];
	/** Its pages are left to Include Result: the first one shows that the job is there. */
	readonly query: string;
}

const KINDS: readonly Kind[] = [
	{ endpoint: 'crawl', path: '/v2/crawl/', ends: ['completed'], query: '?limit=1' },
	{ endpoint: 'batch_scrape', path: '/v2/batch/scrape/', ends: ['completed'], query: '?limit=1' },
	{ endpoint: 'extract', path: '/v2/extract/', ends: ['completed', 'failed'], query: '' },
	{ endpoint: 'agent', path: '/v2/agent/', ends: ['completed', 'failed', 'cancelled'], query: '' },
];

/**
 * The jobs of a day, ended or not, newest first: https://docs.firecrawl.dev/api-reference/endpoint/activity. It tells their
 * kind and when they began; the job itself tells the rest, but not when it ended.
 */
function jobsOf({ endpoint, path, ends, query }: Kind, read: Read): Recovery {
	const eventOf = (id: string, end: string, data: Json = []) => read({ success: end === 'completed', type: `${endpoint}.${end}`, id, data });
	return {
		name: endpoint,
		isFollowed: true,
		listPath: (_page, _size, cursor) => `/v2/team/activity?endpoint=${endpoint}&limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
		runsOf: (page) => {
			const jobs = asObject(page)?.data;
			return Array.isArray(jobs) ? jobs : undefined;
		},
		cursorOf: (page) => cursorIn(asObject(page)?.cursor, asObject(page)?.has_more),
		listed: (job) => {
			const id = asText(job.id);
			return id === undefined ? undefined : { id, hasEnded: true, startedAt: firstTime(job.created_at) };
		},
		runPath: (id) => `${path}${encodeURIComponent(id)}${query}`,
		// The answer does not repeat the id that it was asked for.
		runOf: (answer, id) => ({ id, ...answer }),
		endedAt: () => undefined,
		endings: (id) => ends.flatMap((end) => eventOf(id, end) ?? []),
		read: (job) => {
			const [id, status] = [asText(job.id), asText(job.status)];
			if (id === undefined || status === undefined) return undefined;
			const result = firecrawlResults.read(job);
			const hasEnded = result !== undefined && result !== 'unfinished' && !('why' in result);
			// As its delivery would have it.
			const event = eventOf(id, ends.includes(status) ? status : ends[0], query === '' && hasEnded ? [{ data: result.output }] : []);
			if (event === undefined || !hasEnded) return event && { ...event, outcome: 'inProgress' };
			// What the API says of the job is truer; the event stays what its delivery would have called it.
			return { ...event, status, sameAs: event.status ?? status, outcome: result.outcome ?? event.outcome, error: result.error };
		},
	};
}

export function firecrawlRuns(read: Read): Recovery[] {
	return KINDS.map((kind) => jobsOf(kind, read));
}
