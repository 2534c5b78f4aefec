import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { hasEnded, itemOf } from '../../delivery/runs';
import { change } from '../api/changeOnce';
import { lookAt } from './ask';
import { dataOf } from './data';
import { askForItem } from './get';
import { changeSentence } from './sentences';
import type { KnownRun, Step } from './step';
import { namedRun } from './step';

/** Stops the run that the user names, or one that has taken too long, and says how it stands then. One that has ended by itself meanwhile needs no stop. */
export async function stopRun(step: Step, index: number, run: KnownRun = namedRun(step, index)): Promise<INodeExecutionData[]> {
	const { context, runs, process, baseUrl, secrets } = step;
	const { label, credential } = runs.provider;
	const request = run.kind.stop?.(run.id);
	if (request === undefined) throw new NodeOperationError(context.getNode(), `${label} cannot stop this kind of run.`, { itemIndex: index });
	const signal = context.getExecutionCancelSignal();
	const answer = await change({ context, credentialType: credential.type, baseUrl, request, hidden: secrets, process, signal });
	if (answer.ok) return [dataOf(await askForItem(step, run, index, `${label} was asked to stop the run ${run.id}. How it stands is not known: `), index)];
	const said = answer.reason === 'rejected' || answer.mayBeDone ? await lookAt(step, run, signal) : undefined;
	if (said !== undefined && !('ok' in said) && hasEnded(said.event)) return [dataOf(itemOf(runs, said, process.now()), index)];
	throw new NodeOperationError(context.getNode(), changeSentence(answer, { runs, stopping: run.id }), { itemIndex: index });
}
