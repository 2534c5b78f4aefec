import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../delivery/provider';
import { seenBefore } from './deduplication/seenBefore';
import type { Process } from './process';
import { thisProcess } from './process';
import { keep } from './recovery/keepLooks';
import { enrich } from './results/enrich';
import { ignoresDuplicates } from './settings';
import { reportRefusal } from './webhook/canvas';

/**
 * The node's part of an execution, after the provider has its answer: hands the deliveries on, but for those
 * that an execution before a restart or in another process has handed on already, with what the options add.
 */
export async function firstStep(
	context: IExecuteFunctions,
	provider: Provider,
	process: Process = thisProcess,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	reportRefusal(context, items);
	// A test is repeated until the workflow is right, and a retry repeats an execution on purpose.
	const mode = context.getMode();
	if (mode === 'manual' || mode === 'retry' || !ignoresDuplicates(context)) return [await enrich(context, provider, items, process)];
	keep(context, provider, process);
	const ids = items.map(eventId);
	const seen = await seenBefore(context, ids.filter((id) => id !== undefined), process);
	const unseen = items.filter((_item, index) => !seen.has(ids[index] ?? ''));
	return [await enrich(context, provider, unseen, process)];
}

function eventId({ json: { delivery } }: INodeExecutionData): string | undefined {
	return typeof delivery === 'object' && delivery !== null && 'id' in delivery && typeof delivery.id === 'string'
		? delivery.id
		: undefined;
}
