import type { IWebhookFunctions } from 'n8n-workflow';

import type { Answer } from '../../delivery/verdict';
import type { Process } from '../process';
import { claimKey } from '../process';

/**
 * Taken before n8n stores the execution, given back when n8n does not acknowledge it: then the provider's
 * retry must get through. Who has hung up already hears no acknowledgement, so nothing is taken: should n8n
 * store the execution all the same, its table tells the retry apart.
 */
export function claim(context: IWebhookFunctions, id: string, { claims, now }: Process): boolean {
	const response = context.getResponseObject();
	const key = claimKey(context, id);
	if (response.destroyed) return true;
	let isTaken = false;
	// Before the claim: one that nobody watches would never be given back.
	response.once('close', () => {
		const acknowledged = response.writableFinished && response.statusCode >= 200 && response.statusCode < 300;
		if (isTaken && !acknowledged) claims.release(key);
	});
	isTaken = claims.take(key, now());
	return isTaken;
}

/** The node's own answer, where no execution starts. */
export function send(context: IWebhookFunctions, answer: Answer): void {
	try {
		context.getResponseObject().status(answer.status).set(answer.headers).json(answer.body);
	} catch {
		// Nobody is left to answer; and a failure must not turn a refusal into an exception.
	}
}
