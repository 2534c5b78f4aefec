import type { IWebhookFunctions } from 'n8n-workflow';

import { diagnose } from '../../delivery/diagnosis/diagnose';
import type { Provider } from '../../delivery/provider';
import { sentenceFor } from '../../delivery/sentences/sentences';
import type { Refusal, Verdict } from '../../delivery/verdict';
import { refused } from '../../delivery/verdict';
import type { Process } from '../process';
import { diagnosesRefusals } from '../settings';

/**
 * Logs why a delivery was refused, once the sender has its answer, and returns what there is to show. Anonymous callers
 * must not be able to spend our time: the log admits a refusal by the reason that was found for the answer, and only
 * what it admits is diagnosed, unless a person waits. Never rejects.
 */
export async function explain(context: IWebhookFunctions, provider: Provider, refusal: Refusal, process: Process, isManual: boolean): Promise<Verdict> {
	let cause = refusal;
	try {
		const workflow = context.getWorkflow();
		const node = context.getNode();
		const admitted = process.refusals.admit(`${workflow.id}/${node.id}/${refusal.reason}`, process.now());
		if (isManual || (admitted !== undefined && isDiagnosed(context))) cause = await diagnosis(context, provider, refusal);
		if (admitted !== undefined) {
			const { message, description } = sentenceFor(cause);
			const more = admitted.suppressed > 0 ? ` ${admitted.suppressed} more like this were not logged.` : '';
			context.logger.warn(
				`${provider.label} delivery refused in workflow "${workflow.name ?? ''}", node "${node.name}": ${message}. ${description} (reason: ${cause.reason})${more}`,
				{ provider: provider.id, workflowId: workflow.id, node: node.name, reason: cause.reason },
			);
		}
	} catch {
		// A log that fails must not turn a refusal into an exception.
	}
	return refused(cause);
}

function isDiagnosed(context: IWebhookFunctions): boolean {
	try {
		return diagnosesRefusals(context);
	} catch {
		return false;
	}
}

async function diagnosis(context: IWebhookFunctions, provider: Provider, refusal: Refusal): Promise<Refusal> {
	try {
		const { headers, rawBody } = context.getRequestObject();
		return diagnose(provider, { headers, rawBody }, refusal, await context.getCredentials(provider.credential.type));
	} catch {
		return refusal;
	}
}
