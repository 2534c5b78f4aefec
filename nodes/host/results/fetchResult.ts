import type { DeliveryItem } from '../../delivery/item';
import type { Json } from '../../delivery/json';
import { asList, asObject, isDeeperThan, MAX_DEPTH } from '../../delivery/json';
import type { Result, ResultSource, Unreadable } from '../../delivery/result';
import { lackingSentence, lacksRecords, withMissing, withResult } from '../../delivery/result';
import type { ApiFailure } from '../api/api';
import { apiSentence, askApi } from '../api/api';
import { backOff, pause } from '../api/retry';
import type { Enrichment } from './enrichment';

const LOOKS = 5;
/** In bytes, over all parts of a list: an item is copied whole from node to node. */
const LONGEST_OUTPUT = 50_000_000;

type Answer = Result | Unreadable | 'unfinished' | ApiFailure;

export interface WithResult {
	readonly item: DeliveryItem;
	readonly missing: readonly string[];
}

/** The item with its result, or with a sentence in `error` that says why there is none. Never rejects. */
export async function fetchResult(enrichment: Enrichment, item: DeliveryItem): Promise<WithResult> {
	const { provider, settings } = enrichment;
	const wantsFiles = settings.kinds.length > 0 && provider.results?.filePath !== undefined;
	if (provider.results === undefined || (!settings.includeResult && !wantsFiles)) return { item, missing: [] };
	if (provider.results.paths(item).length === 0) return { item, missing: [] };
	const { result, why } = await ask(enrichment, provider.results, item);
	const known = result === undefined ? item : settings.includeResult ? withResult(item, result) : { ...item, files: result.files };
	if (why === undefined) return { item: known, missing: [] };
	const sentence = `The result is missing: ${why}`;
	return { item: withMissing(known, sentence), missing: [sentence] };
}

/** What the API says of the run, and why that is not all; one of both at least. */
interface Learnt {
	readonly result?: Result;
	readonly why?: string;
}

async function ask(enrichment: Enrichment, source: ResultSource, item: DeliveryItem): Promise<Learnt> {
	const { provider, process, signal } = enrichment;
	for (let look = 1; ; look += 1) {
		const answer = await askEachPath(enrichment, source, source.paths(item).slice(0, look));
		if (signal.aborted) return { why: 'the time that the options allow was up, or the execution was cancelled.' };
		const learnt = learntFrom(answer, provider.label);
		if (look === LOOKS || !mayBeTooEarly(answer)) return learnt;
		await pause(backOff(look), process, signal);
	}
}

/** A delivery may be faster than the provider's database. */
function mayBeTooEarly(answer: Answer): boolean {
	if (answer === 'unfinished') return true;
	return 'reason' in answer ? answer.reason === 'not_found' : 'output' in answer && lacksRecords(answer);
}

function learntFrom(answer: Answer, label: string): Learnt {
	if (answer === 'unfinished') return { why: `${label} still reports the run as unfinished. Ask for it later by its id.` };
	if ('why' in answer) return answer;
	if ('output' in answer) {
		if (!lacksRecords(answer)) return { result: answer };
		return { result: answer, why: lackingSentence(label, answer) };
	}
	if (answer.reason !== 'not_found') return { why: apiSentence(answer, label) };
	return { why: `${label} knows no run of this id (HTTP 404). It may belong to another account than the API key, or be deleted.` };
}

/** The first look is at the first path alone: just after completion, a 404 may only mean that it is too early. */
async function askEachPath(enrichment: Enrichment, source: ResultSource, paths: readonly string[]): Promise<Answer> {
	for (const path of paths) {
		const answer = await askPath(enrichment, source, path);
		if (answer === 'unfinished' || !('reason' in answer) || answer.reason !== 'not_found') return answer;
	}
	return { ok: false, reason: 'not_found' };
}

/** A list that the API hands out in parts comes back whole; an empty part ends it where it leads to none that is new. */
async function askPath(
	{ context, provider, baseUrl, process, signal }: Enrichment,
	source: ResultSource,
	path: string,
): Promise<Answer> {
	const { type: credentialType } = provider.credential;
	const output: Json[] = [];
	const asked = new Set<string>();
	for (let query = '', bytes = 0; ; ) {
		asked.add(query);
		const answer = await askApi({ context, credentialType, url: `${baseUrl}${path}${query}`, process, signal });
		if (!answer.ok) return answer;
		bytes += answer.bytes;
		if (bytes > LONGEST_OUTPUT) return { ok: false, reason: 'too_large' };
		if (isDeeperThan(answer.body, MAX_DEPTH)) return { ok: false, reason: 'malformed' };
		const body = asObject(answer.body);
		const result = body && source.read(body);
		if (body === undefined || result === undefined) return { ok: false, reason: 'malformed' };
		if (result === 'unfinished' || 'why' in result) return result;
		const next = source.nextQuery?.(body);
		// As if it were the end, some of the list would be missing without a word.
		if (next === null) return { ok: false, reason: 'malformed' };
		if (next === undefined && output.length === 0) return result;
		const part = asList(result.output);
		for (const record of part) output.push(record);
		if (next === undefined || (part.length === 0 && asked.has(next))) return { ...result, output };
		query = next;
	}
}
