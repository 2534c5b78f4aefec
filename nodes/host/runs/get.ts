import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import type { Runs } from '../../delivery/runs';
import { itemOf } from '../../delivery/runs';
import type { ApiFailure } from '../api/api';
import { apiSentence } from '../api/api';
import { enrich } from '../results/enrich';
import { lookAt } from './ask';
import { dataOf } from './data';
import { resultSettings } from './parameters';
import { whyUnknown } from './sentences';
import type { KnownRun, Step } from './step';
import { namedRun } from './step';

/** How the run that the user names stands, with what the options add. */
export async function getRun(step: Step, index: number): Promise<INodeExecutionData[]> {
	const { context, runs, process } = step;
	const item = await askForItem(step, namedRun(step, index), index);
	return await enrich(context, runs.provider, [dataOf(item, index)], process, () => resultSettings(step, index));
}

/** Rejects with why the API does not say how the run stands. `before`: what has gone well until then. */
export async function askForItem(step: Step, run: KnownRun, itemIndex: number, before = ''): Promise<DeliveryItem> {
	const { context, runs, process } = step;
	const said = await lookAt(step, run, context.getExecutionCancelSignal());
	if (!('ok' in said)) return itemOf(runs, said, process.now());
	throw new NodeOperationError(context.getNode(), `${before}${sentenceFor(said, run, runs)}`, { itemIndex });
}

/** How APIs refuse an ID that can be none of theirs. */
const NO_ID: readonly unknown[] = [400, 422];

function sentenceFor(failure: ApiFailure, { id }: KnownRun, runs: Runs): string {
	const { label } = runs.provider;
	if (failure.reason === 'not_found') return `${label} knows no run with the ID ${id} (HTTP 404). ${whyUnknown(runs)}`;
	if (NO_ID.includes(failure.status)) return `${label} does not take ${id} for the ID of a run (HTTP ${failure.status}). Correct Run ID, or the expression in it.`;
	return apiSentence(failure, label);
}
