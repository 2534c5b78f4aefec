import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { sentenceFor } from '../delivery/sentences';
import type { Refusal } from '../delivery/verdict';

/** No item of a provider has this field: its body only ever stands in `payload`. */
const REFUSAL = 'refusal';

/**
 * While the user listens for a test event, a refusal becomes the input of the node's first step, which
 * reports it: so the canvas shows why, and no exception leaves the webhook.
 */
export function showOnCanvas(refusal: Refusal): INodeExecutionData[][] {
	return [[{ json: { [REFUSAL]: sentenceFor(refusal) } }]];
}

/** Tells the user why a test delivery was refused. */
export function reportRefusal(context: IExecuteFunctions, items: readonly INodeExecutionData[]): void {
	for (const { json } of items) {
		const sentence = json[REFUSAL];
		if (typeof sentence === 'object' && sentence !== null && 'message' in sentence && 'description' in sentence) {
			throw new NodeOperationError(context.getNode(), String(sentence.message), {
				description: String(sentence.description),
			});
		}
	}
}
