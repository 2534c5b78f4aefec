import type { DeliveryItem } from '../delivery/item';
import { asObject } from '../delivery/json';
import type { Result, ResultSource } from '../delivery/result';
import { withMissing, withResult } from '../delivery/result';
import type { ApiFailure } from './api';
import { apiSentence, askApi, backOff, pause } from './api';
import type { Enrichment } from './enrich';

/** A delivery may be faster than the provider's database. */
const LOOKS = 5;

export interface WithResult {
	readonly item: DeliveryItem;
	readonly missing: readonly string[];
}

/** The item with its result, or with a sentence in `error` that says why there is none. Never rejects. */
export async function fetchResult(enrichment: Enrichment, item: DeliveryItem): Promise<WithResult> {
	const { provider, settings } = enrichment;
	const wantsFiles = settings.kinds.length > 0 && provider.results?.filePath !== undefined;
	if (provider.results === undefined || (!settings.includeResult && !wantsFiles)) return { item, missing: [] };
	const result = await ask(enrichment, provider.results, item);
	if (typeof result === 'string') {
		const sentence = `The result is missing: ${result}`;
		return { item: withMissing(item, sentence), missing: [sentence] };
	}
	return { item: settings.includeResult ? withResult(item, result) : { ...item, files: result.files }, missing: [] };
}

async function ask(enrichment: Enrichment, source: ResultSource, item: DeliveryItem): Promise<Result | string> {
	const { provider, process, signal } = enrichment;
	for (let look = 1; ; look += 1) {
		const result = await askEachPath(enrichment, source, item);
		if (signal.aborted) return 'the time that the options allow was up, or the execution was cancelled.';
		if (result !== 'unfinished' && !('reason' in result && result.reason === 'not_found')) {
			return 'reason' in result ? apiSentence(result, provider.label) : result;
		}
		if (look === LOOKS) {
			return result === 'unfinished'
				? `${provider.label} still reports the run as unfinished. Ask for it later by its id.`
				: `${provider.label} knows no run of this id (HTTP 404). It may belong to another account than the API key, or be deleted.`;
		}
		await pause(backOff(look), process, signal);
	}
}

async function askEachPath(
	{ context, provider, baseUrl, process, signal }: Enrichment,
	source: ResultSource,
	item: DeliveryItem,
): Promise<Result | 'unfinished' | ApiFailure> {
	for (const path of source.paths(item)) {
		const answer = await askApi({ context, credentialType: provider.credential.type, url: `${baseUrl}${path}`, process, signal });
		if (!answer.ok && answer.reason === 'not_found') continue;
		if (!answer.ok) return answer;
		const body = asObject(answer.body);
		return (body === undefined ? undefined : source.read(body)) ?? { ok: false, reason: 'malformed' };
	}
	return { ok: false, reason: 'not_found' };
}
