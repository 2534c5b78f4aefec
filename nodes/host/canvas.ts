import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Sentence } from '../delivery/sentences';
import { sentenceFor, sentenceForIgnored } from '../delivery/sentences';
import type { Verdict } from '../delivery/verdict';

/** No item of a provider has this field: its body only ever stands in `payload`. */
const REFUSAL = 'refusal';

/**
 * While the user listens for a test event, the reason why a delivery starts nothing becomes the input of the node's
 * first step, which reports it: so the canvas shows why, and no exception leaves the webhook. Undefined while there is
 * something better to wait for.
 */
export function showOnCanvas(verdict: Verdict): INodeExecutionData[][] | undefined {
	const sentence = sentenceOf(verdict);
	return sentence === undefined ? undefined : [[{ json: { [REFUSAL]: { ...sentence } } }]];
}

function sentenceOf(verdict: Verdict): Sentence | undefined {
	if (verdict.kind === 'refused') return sentenceFor(verdict.refusal);
	// A provider that reports each step of a run will send the one that is waited for; and a test ping is no delivery.
	if (verdict.kind !== 'ignored' || verdict.moreFollows === true || !IS_FILTER.has(verdict.reason)) return undefined;
	return sentenceForIgnored(verdict);
}

const IS_FILTER: ReadonlySet<string> = new Set(['event_not_selected', 'status_not_selected', 'id_not_matched', 'metadata_not_matched']);

/** Tells the user why a test delivery starts nothing. */
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
