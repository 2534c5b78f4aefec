import type { Json, JsonObject } from '../delivery/json';
import { asText } from '../delivery/json';
import type { Result, ResultSource } from '../delivery/result';

const ENDED = ['cancelled', 'completed', 'failed'];

/** A monitor sends each page of a check by itself, so that there is nothing to ask for. */
const PATHS: ReadonlyArray<readonly [events: string, path: string]> = [
	['agent.', '/v2/agent/'],
	['batch_scrape.', '/v2/batch/scrape/'],
	['crawl.', '/v2/crawl/'],
	['extract.', '/v2/extract/'],
];

/** https://docs.firecrawl.dev/api-reference: a list of pages, or what was extracted. */
function read(answer: JsonObject): Result | 'unfinished' | undefined {
	const status = asText(answer.status);
	if (status === undefined) return undefined;
	if (!ENDED.includes(status)) return 'unfinished';
	const { creditsUsed = null, tokensUsed = null, completed = null, total = null, expiresAt = null } = answer;
	return {
		output: answer.data ?? null,
		error: asText(answer.error) ?? null,
		files: [],
		details: { creditsUsed, tokensUsed, completed, total, expiresAt },
	};
}

export const firecrawlResults: ResultSource = {
	paths: ({ event, runId }) =>
		PATHS.flatMap(([events, path]) => (event.startsWith(events) ? [`${path}${encodeURIComponent(runId ?? '')}`] : [])),
	read,
	nextQuery: ({ next }) => (next === undefined || next === null || next === '' ? undefined : queryOf(next)),
};

function queryOf(next: Json): string | null {
	try {
		return new URL(asText(next) ?? '').search || null;
	} catch {
		return null;
	}
}
