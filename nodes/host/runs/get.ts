import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import { itemOf } from '../../delivery/runs';
import { apiSentence } from '../api/api';
import { enrich } from '../results/enrich';
import { lookAt } from './ask';
import { dataOf } from './data';
import { resultSettings } from './parameters';
import type { KnownRun, Step } from './step';
import { namedRun } from './step';

/** How the run that the user names stands, with what the options add. */
export async function getRun(step: Step, index: number): Promise<INodeExecutionData[]> {
	const { context, runs, process } = step;
	const item = await askForItem(step, namedRun(step, index), index);
	return await enrich(context, runs.provider, [dataOf(item, index)], process, () => resultSettings(step, index));
}

/** Rejects with why the API does not say how the run stands. */
export async function askForItem(step: Step, run: KnownRun, itemIndex: number): Promise<DeliveryItem> {
	const { context, runs, process } = step;
	const said = await lookAt(step, run, context.getExecutionCancelSignal());
	if (!('ok' in said)) return itemOf(runs, said, process.now());
	const { label } = runs.provider;
	const sentence =
		said.reason === 'not_found'
			? `${label} knows no run with the ID ${run.id} (HTTP 404). It may belong to another account than the API key, or be deleted.`
			: apiSentence(said, label);
	throw new NodeOperationError(context.getNode(), sentence, { itemIndex });
}
