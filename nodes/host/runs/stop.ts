import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { changeOnce } from '../api/changeOnce';
import { dataOf } from './data';
import { askForItem } from './get';
import { changeSentence } from './sentences';
import type { KnownRun, Step } from './step';
import { namedRun } from './step';

/** Stops the run that the user names, or one that has taken too long, and says how it stands then. */
export async function stopRun(step: Step, index: number, run: KnownRun = namedRun(step, index)): Promise<INodeExecutionData[]> {
	const { context, runs, process, baseUrl } = step;
	const { label, credential } = runs.provider;
	const request = run.kind.stop?.(run.id);
	if (request === undefined) throw new NodeOperationError(context.getNode(), `${label} cannot stop this kind of run.`, { itemIndex: index });
	const signal = context.getExecutionCancelSignal();
	const answer = await changeOnce({ context, credentialType: credential.type, baseUrl, request, process, signal });
	if (!answer.ok) throw new NodeOperationError(context.getNode(), changeSentence(answer, 'stop', label), { itemIndex: index });
	return [dataOf(await askForItem(step, run, index), index)];
}
