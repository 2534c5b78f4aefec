import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError, WAIT_INDEFINITELY } from 'n8n-workflow';

import { hasEnded } from '../../delivery/runs';
import { sentenceFor } from '../../delivery/sentences/sentences';
import { isPrivateHost } from '../files/publicAddress';
import { enrich } from '../results/enrich';
import { dataOf, notEndedOf } from './data';
import { isTrue, resultSettings, runTimeLimitMs } from './parameters';
import { originOf } from './sentences';
import { goToSleep } from './sleep';
import { startRun } from './start';
import type { Step } from './step';

const INDEX = 0;
const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7/i;

/** Starts one run and lets the execution sleep until its delivery. */
export async function waitForDelivery(step: Step): Promise<INodeExecutionData[][]> {
	const { context, runs, process } = step;
	checkOneItem(step);
	checkProof(step);
	checkEngine(step);
	const deliverTo = resumeUrl(step);
	// Whatever cannot be read should be found out before a run begins.
	const limitMs = runTimeLimitMs(context, INDEX);
	const results = resultSettings(step, INDEX);
	const includeHeaders = isTrue(context.getNodeParameter('options.includeHeaders', INDEX, false));
	const { id, item } = await startRun(step, INDEX, deliverTo);
	if (hasEnded(item)) return [await enrich(context, runs.provider, [dataOf(item, INDEX)], process, () => results), []];
	const until = limitMs === undefined ? WAIT_INDEFINITELY : new Date(Math.min(process.now() + limitMs, WAIT_INDEFINITELY.getTime()));
	return await goToSleep(context, { runId: id, results, includeHeaders }, until, notEndedOf(item, INDEX));
}

/** One URL wakes one execution: the first delivery would pass for all. */
function checkOneItem({ context }: Step): void {
	const { length } = context.getInputData();
	if (length === 1) return;
	throw new NodeOperationError(
		context.getNode(),
		`Run and Wait takes one item at a time while it waits for a delivery, and there are ${length}. Nothing was started. Put a Loop Over Items node with a batch size of 1 before it, or set Wait By to Asking.`,
	);
}

/** Without a secret every delivery would be refused: the run would cost, and nobody hear of it. */
function checkProof({ context, access }: Step): void {
	if (!('reason' in access)) return;
	const { message, description } = sentenceFor(access);
	throw new NodeOperationError(context.getNode(), `${message}, so no delivery could wake this step. Nothing was started. ${description} Or set Wait By to Asking.`);
}

/** n8n's Engine 2.0 wakes no execution. It names them by UUIDs (n8n/dist/executions/execution-id.js, `isExecutionIdV2`); else they have numbers. */
function checkEngine({ context }: Step): void {
	if (!UUID_V7.test(context.getExecutionId())) return;
	throw new NodeOperationError(context.getNode(), "n8n's Engine 2.0, which this workflow uses, cannot wake a step that sleeps. Nothing was started. Set Wait By to Asking, or choose another engine in the settings of the workflow.");
}

/** Where n8n takes the delivery. An address that the provider cannot reach is found out before a run costs anything. */
function resumeUrl({ context, runs, baseUrl }: Step): string {
	const { resumeUrl: url } = context.getWorkflowDataProxy(INDEX).$execution as { resumeUrl: string };
	if (isPrivateHost(new URL(url).hostname) && !isPrivateHost(new URL(baseUrl).hostname)) {
		throw new NodeOperationError(
			context.getNode(),
			`${runs.provider.label} cannot reach this n8n at ${originOf(url)} to report the end of a run. Nothing was started. Set WEBHOOK_URL of n8n to an address that can be reached from the internet, or set Wait By to Asking.`,
		);
	}
	return url;
}
