import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import type { Provider } from '../../delivery/provider';
import { recordsOf } from '../../delivery/records';
import { hasResult, withMissing } from '../../delivery/result';
import { baseUrlOf, hasApiKey } from '../api/api';
import { fetchFiles } from '../files/fetchFiles';
import type { Process } from '../process';
import type { ResultSettings } from '../settings';
import { readResultSettings } from '../settings';
import { fetchResult } from './fetchResult';

interface Enriched {
	readonly item: DeliveryItem;
	readonly binary?: INodeExecutionData['binary'];
	/** What could not be had. */
	readonly missing: readonly string[];
}

/**
 * Adds what the options ask for: the result, the files, an item for each record. By default what cannot be had is
 * said in the item, which goes on. With Retry On Fail it throws, so that n8n tries again and shows the last
 * failure; with an error output, the item leaves there.
 */
export async function enrich(
	context: IExecuteFunctions,
	provider: Provider,
	items: readonly INodeExecutionData[],
	process: Process,
	settingsOf: (index: number) => ResultSettings = (index) => readResultSettings(context, index),
): Promise<INodeExecutionData[]> {
	const enriched: INodeExecutionData[] = [];
	for (const [index, data] of items.entries()) {
		const settings = settingsOf(index);
		const item = data.json as unknown as DeliveryItem;
		if (!settings.includeResult && settings.kinds.length === 0 && settings.emit === 'run') enriched.push(data);
		// One by one: as arguments of one call, a hundred thousand records would not fit on the stack.
		else for (const record of emit(await enrichOne(context, provider, settings, item, process), data, index, settings, context)) enriched.push(record);
	}
	return enriched;
}

async function enrichOne(
	context: IExecuteFunctions,
	provider: Provider,
	settings: ResultSettings,
	item: DeliveryItem,
	process: Process,
): Promise<Enriched> {
	if (!hasResult(item) || (!settings.includeResult && settings.kinds.length === 0)) return { item, missing: [] };
	const access = await readApi(context, provider);
	if (typeof access === 'string') return { item: withMissing(item, access), missing: [access] };
	const cancelled = context.getExecutionCancelSignal();
	const limit = process.timeLimit(settings.timeLimitMs);
	const signal = cancelled === undefined ? limit : AbortSignal.any([limit, cancelled]);
	const enrichment = { context, provider, settings, baseUrl: access.baseUrl, process, signal };
	const result = await fetchResult(enrichment, item);
	const files = await fetchFiles(enrichment, result.item);
	return { ...files, missing: [...result.missing, ...files.missing] };
}

async function readApi(context: IExecuteFunctions, { credential, api, results, label }: Provider): Promise<{ baseUrl: string } | string> {
	try {
		const data = await context.getCredentials(credential.type);
		if (results === undefined || hasApiKey(data, api)) return { baseUrl: baseUrlOf(data, api) };
		return `The result is missing: the credential ${credential.label} has no ${api.apiKey.label} to ask ${label} with. Fill it in.`;
	} catch {
		return `The result is missing: n8n could not read the credential ${credential.label}. Check that it still exists.`;
	}
}

/** Ten thousand records must not each repeat what may be missing of a hundred files. */
const ELSEWHERE = 'Something of this run is missing: its first item says what.';

function emit(
	{ item, binary, missing }: Enriched,
	data: INodeExecutionData,
	index: number,
	settings: ResultSettings,
	context: IExecuteFunctions,
): INodeExecutionData[] {
	const { retryOnFail, onError } = context.getNode();
	const sentence = missing.join(' ');
	// When n8n is to continue, what was thrown last would be replaced by the input, as if nothing were missing.
	if (sentence !== '' && retryOnFail === true && !context.continueOnFail()) {
		throw new NodeOperationError(context.getNode(), sentence, { itemIndex: index });
	}
	const leavesByError = sentence !== '' && onError === 'continueErrorOutput';
	const records = settings.emit === 'record' ? recordsOf(item) : [item];
	return records.map((record, number) => ({
		...data,
		json: (leavesByError ? errorOf(number === 0 ? sentence : ELSEWHERE, record) : { ...record }) as unknown as INodeExecutionData['json'],
		// n8n copies binary data that it holds in memory with every item.
		...(binary !== undefined && number === 0 && { binary }),
	}));
}

/**
 * What n8n sends to the error output and leaves whole: an item that has these two fields and no other (n8n 1.123
 * to 2.41). An item with n8n's own `error` beside `json` would lose its frame.
 */
function errorOf(error: string, message: DeliveryItem): object {
	return { error, message };
}
