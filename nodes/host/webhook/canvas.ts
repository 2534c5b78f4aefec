import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Sentence } from '../../delivery/sentences/sentences';

/** No item of a provider has this field: its body only ever stands in `payload`. */
const REFUSAL = 'refusal';

/**
 * While the user listens for a test event, why a delivery starts nothing becomes the input of the node's first
 * step, which reports it: so the canvas shows why, and no exception leaves the webhook.
 */
export function showOnCanvas(sentence: Sentence): INodeExecutionData[][] {
	return [[{ json: { [REFUSAL]: { ...sentence } } }]];
}

/** Tells the user why a test delivery was refused or filtered out. */
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
