import type { Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asText } from '../delivery/json';
import type { Result, ResultSource, Unreadable } from '../delivery/result';
import { errorInstead, reasonIn } from '../delivery/result';

const ENDED: ReadonlyMap<string, Outcome> = new Map([
	['cancelled', 'stopped'],
	['completed', 'succeeded'],
	['failed', 'failed'],
]);

/** A monitor sends each page of a check by itself, so that there is nothing to ask for. */
const PATHS: ReadonlyArray<readonly [events: string, path: string]> = [
	['agent.', '/v2/agent/'],
	['batch_scrape.', '/v2/batch/scrape/'],
	['crawl.', '/v2/crawl/'],
	['extract.', '/v2/extract/'],
];

/** What only some jobs tell: agent-status.ts and crawl-status.ts under apps/api/src/controllers/v2. */
const SOMETIMES = ['message', 'partial', 'stopReason', 'pendingApproval', 'warning'];

/** https://docs.firecrawl.dev/api-reference: a list of pages, or what was extracted. */
function read(answer: JsonObject): Result | Unreadable | 'unfinished' | undefined {
	const status = asText(answer.status);
	if (status === undefined) return errorInstead('Firecrawl', answer.error);
	const outcome = ENDED.get(status);
	if (outcome === undefined) return 'unfinished';
	const { creditsUsed = null, tokensUsed = null, completed = null, total = null, expiresAt = null } = answer;
	return {
		status,
		outcome,
		output: outputOf(answer, outcome),
		error: reasonIn(answer.error),
		files: [],
		details: { creditsUsed, tokensUsed, completed, total, expiresAt, ...membersOf(answer, SOMETIMES) },
		...(outcome === 'succeeded' && typeof completed === 'number' && { count: completed }),
	};
}

/** Where nothing was extracted, the API answers with an empty list too; only a job that counts pages has a list of them. */
function outputOf({ data = null, completed, total }: JsonObject, outcome: Outcome): Json {
	const isEmpty = Array.isArray(data) && data.length === 0;
	const hasPages = outcome === 'succeeded' && (completed !== undefined || total !== undefined);
	return isEmpty && !hasPages ? null : data;
}

function membersOf(object: JsonObject, names: readonly string[]): JsonObject {
	return Object.fromEntries(names.flatMap((name) => (object[name] === undefined || object[name] === null ? [] : [[name, object[name]]])));
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
