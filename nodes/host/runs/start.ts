import { NodeOperationError } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import { asObject } from '../../delivery/json';
import type { RunKind } from '../../delivery/runs';
import { detailOf, itemOf } from '../../delivery/runs';
import { headerProof } from '../../delivery/verification/access';
import type { ChangeFailure } from '../api/changeOnce';
import { change } from '../api/changeOnce';
import { readFields } from './fields';
import { isTool } from './parameters';
import { changeSentence } from './sentences';
import type { Step } from './step';
import { kindToStart } from './step';

export interface StartedRun {
	readonly kind: RunKind;
	readonly item: DeliveryItem;
	/** Its id: a run without one could neither be waited for nor asked for. */
	readonly id: string;
}

/** By what n8n hands to a step, what its tries have started: n8n's Retry On Fail runs all of a step again. */
const earlier = new WeakMap<object, Map<number, StartedRun | Error>>();

/**
 * Starts the run of one item. What an earlier try of this step has started is not started again, and what may have begun
 * fails again. `deliverTo`: the URL to which its end is reported, where somebody waits for a delivery.
 */
export async function startRun(step: Step, index: number, deliverTo?: string): Promise<StartedRun> {
	const tries = triesOf(step);
	const known = tries.get(index);
	if (known instanceof Error) throw known;
	if (known !== undefined) return known;
	const kind = kindToStart(step, index);
	const started = await start(step, kind, index, deliverTo);
	if (!('mayBeDone' in started)) {
		tries.set(index, started);
		return started;
	}
	const error = new NodeOperationError(step.context.getNode(), changeSentence(started, { runs: step.runs, deliverTo }), { itemIndex: index });
	if (started.mayBeDone) tries.set(index, error);
	throw error;
}

function triesOf({ context }: Step): Map<number, StartedRun | Error> {
	// All calls of a tool may share the step of their agent; what the agent fills in belongs to one call.
	const data: unknown = isTool(context) ? context.getInputData()[0]?.json : context.getExecuteData();
	const tries = (typeof data === 'object' && data !== null ? earlier.get(data) : undefined) ?? new Map<number, StartedRun | Error>();
	if (typeof data === 'object' && data !== null) earlier.set(data, tries);
	return tries;
}

async function start(step: Step, kind: RunKind, index: number, deliverTo: string | undefined): Promise<StartedRun | ChangeFailure> {
	const { context, runs, process, baseUrl } = step;
	const request = kind.start(readFields(context, kind.fields, index), deliverTo, headerProof(step.access));
	const hidden = [...step.secrets, ...tokensOf(deliverTo)];
	const signal = context.getExecutionCancelSignal();
	const answer = await change({ context, credentialType: runs.provider.credential.type, baseUrl, request, hidden, process, signal });
	if (!answer.ok) return answer;
	const body = asObject(answer.body);
	const reported = body === undefined ? undefined : kind.started(body);
	const id = reported?.event.runId;
	if (reported !== undefined && typeof id === 'string') return { kind, id, item: itemOf(runs, reported, process.now()) };
	return { ok: false, reason: 'unavailable', status: 200, detail: detailOf(answer.body, hidden), mayBeDone: true };
}

/** What would wake a sleeping execution of n8n 2.41. */
function tokensOf(url: string | undefined): string[] {
	return url === undefined || !URL.canParse(url) ? [] : [...new URL(url).searchParams.values()];
}
