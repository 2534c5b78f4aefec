import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import type { ResultSettings } from '../settings';

/** What must be known when the delivery comes: n8n keeps it with the execution, across restarts and processes. */
export interface Sleep {
	/** The run that is waited for. */
	readonly runId: string;
	/** Read while the input of the step was there to fill expressions. */
	readonly results: ResultSettings;
	readonly includeHeaders: boolean;
	/** Tells what webhook() hands on from an item of the workflow that looks the same. */
	readonly token: string;
}

const KEPT = 'sleep';
/** No item of a provider has this field. */
const DELIVERED = 'delivered';

/**
 * Lets n8n put the execution away: no process, no timer of ours. A delivery that webhook() lets through becomes the node's output. When
 * `until` comes first, n8n does not ask the node but hands its input on as its output: so the input becomes `notEnded`, on the second output.
 */
export async function goToSleep(context: IExecuteFunctions, sleep: Omit<Sleep, 'token'>, until: Date, notEnded: INodeExecutionData): Promise<INodeExecutionData[][]> {
	context.getContext('node')[KEPT] = JSON.stringify({ ...sleep, token: randomUUID() });
	const outputs = [[], [notEnded]];
	context.setMetadata({ forwardAllOutputs: true });
	const step = context.getExecuteData();
	step.data.main = outputs;
	// n8n takes an item's place in this list for the input it came by.
	if (step.source !== null) step.source.main = [step.source.main[0], step.source.main[0]];
	await context.putExecutionToWait(until);
	return outputs;
}

/** What the sleeping execution waits for; undefined when that cannot be read. */
export function sleepOf(context: IWebhookFunctions): Sleep | undefined {
	try {
		// A name may hold the braces that end an expression.
		const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) => (brace === '{' ? '\\u007b' : '\\u007d'));
		const kept: unknown = context.evaluateExpression(`{{ $node[${name}].context.${KEPT} }}`);
		if (typeof kept !== 'string') return undefined;
		const sleep = JSON.parse(kept) as Sleep;
		return typeof sleep.runId === 'string' && sleep.runId !== '' && typeof sleep.token === 'string' ? sleep : undefined;
	} catch {
		return undefined;
	}
}

/** Whether the delivery alone is not all: something is to be added, or several items are to be made of it, each of the same input item. */
export function wantsMore({ results }: Sleep): boolean {
	return results.includeResult || results.kinds.length > 0 || results.emit === 'record';
}

/**
 * Before it calls webhook(), n8n disables the node in the execution that it is about to resume, so that the delivery becomes
 * its output at once (n8n 2.41: waiting-webhooks.js). To add files and results once the provider has its answer and n8n has stored
 * the delivery, the node must run; n8n has no call for that. False where what n8n hands over looks different.
 */
export function letNodeRun(context: IWebhookFunctions): boolean {
	const { runExecutionData } = context as { runExecutionData?: { executionData?: { nodeExecutionStack?: Array<{ node?: { name?: string; disabled?: boolean } }> } } };
	const node = runExecutionData?.executionData?.nodeExecutionStack?.[0]?.node;
	if (node?.name !== context.getNode().name) return false;
	node.disabled = false;
	return true;
}

/** The input of the step that letNodeRun() brings about. */
export function asDelivered(item: DeliveryItem, { token }: Sleep): INodeExecutionData {
	return { json: { [DELIVERED]: { ...item }, token } as unknown as INodeExecutionData['json'] };
}

/** The delivery that has woken this execution, with what was kept for it; undefined when the node has not slept. */
export function wokenBy(context: IExecuteFunctions): { readonly item: DeliveryItem; readonly sleep: Sleep } | undefined {
	const items = context.getInputData();
	const kept: unknown = context.getContext('node')[KEPT];
	if (items.length !== 1 || typeof kept !== 'string') return undefined;
	const { [DELIVERED]: item, token } = items[0].json;
	const sleep = JSON.parse(kept) as Sleep;
	return item !== undefined && token === sleep.token ? { item: item as unknown as DeliveryItem, sleep } : undefined;
}
