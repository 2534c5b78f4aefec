import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { Result, ResultSource } from '../delivery/result';

export const ENDED = ['cancelled', 'completed', 'failed'];

/** Those on the pages of its result. */
export function recordsOf(run: JsonObject): Json[] {
	return asList(asObject(run.result)?.pages).flatMap((page) => asList(asObject(page)?.items));
}

/** https://docs.webscrape.ai: the run stands in `data`, its records on the pages of `result`. */
function read(answer: JsonObject): Result | 'unfinished' | undefined {
	const run = asObject(answer.data);
	const status = asText(run?.run_status);
	if (run === undefined || status === undefined) return undefined;
	if (!ENDED.includes(status)) return 'unfinished';
	const result = asObject(run.result) ?? {};
	return {
		output: recordsOf(run),
		error: asText(run.error) ?? null,
		files: [],
		details: {
			mode: result.mode ?? null,
			drift: result.drift ?? null,
			warnings: asList(result.warnings),
			pagesExtracted: run.pages_extracted ?? null,
			itemsExtracted: run.items_extracted ?? null,
			creditsUsed: run.credits_used ?? null,
		},
	};
}

export const smartBrowseResults: ResultSource = {
	paths: ({ runId }) => (runId === null ? [] : [`/smartbrowse/runs/${encodeURIComponent(runId)}`]),
	read,
};
