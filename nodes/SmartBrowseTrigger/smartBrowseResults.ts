import type { Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { Result, ResultSource, Unreadable } from '../delivery/result';
import { errorInstead, reasonIn } from '../delivery/result';

export const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
	['completed', 'succeeded'],
	['failed', 'failed'],
	['cancelled', 'stopped'],
]);

export const ENDED: readonly string[] = [...OUTCOMES.keys()];

/** Those on the pages of its result; null where it has none, which is no empty list. */
function recordsOf(run: JsonObject): Json[] | null {
	const pages = asObject(run.result)?.pages;
	return Array.isArray(pages) ? pages.flatMap((page) => asList(asObject(page)?.items)) : null;
}

const NO_STATUS: Unreadable = {
	why: 'SmartBrowse answered without run_status, so that nobody can tell whether the run has ended. Ask for it later by its id.',
};

/** https://docs.webscrape.ai: the run stands in `data`, its records on the pages of `result`. */
function read(answer: JsonObject): Result | Unreadable | 'unfinished' | undefined {
	const run = asObject(answer.data);
	if (run === undefined) return errorInstead('SmartBrowse', answer.error);
	const status = asText(run.run_status);
	if (status === undefined) return errorInstead('SmartBrowse', run.error) ?? NO_STATUS;
	const outcome = OUTCOMES.get(status);
	if (outcome === undefined) return 'unfinished';
	const result = asObject(run.result) ?? {};
	const records = recordsOf(run);
	return {
		status,
		outcome,
		output: records?.length === 0 && outcome !== 'succeeded' ? null : records,
		error: reasonIn(run.error),
		files: [],
		details: {
			mode: result.mode ?? null,
			drift: result.drift ?? null,
			warnings: asList(result.warnings),
			pagesExtracted: run.pages_extracted ?? null,
			itemsExtracted: run.items_extracted ?? null,
			creditsUsed: run.credits_used ?? null,
		},
		...(outcome === 'succeeded' && typeof run.items_extracted === 'number' && { count: run.items_extracted }),
	};
}

export const smartBrowseResults: ResultSource = {
	paths: ({ runId }) => (runId === null ? [] : [`/smartbrowse/runs/${encodeURIComponent(runId)}`]),
	read,
};
