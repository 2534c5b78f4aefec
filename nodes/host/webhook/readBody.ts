import type { IWebhookFunctions } from 'n8n-workflow';

import type { Refusal } from '../../delivery/verdict';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/** No provider waits longer for its answer. */
export const BODY_TIME_LIMIT_MS = 30_000;

/**
 * The bytes of a body that n8n has left unread: before it asks a node of version 2, it reads those of application/json and
 * of no other kind of JSON. Never rejects. n8n's own reader waits for ever when the sender of a compressed body hangs up,
 * and otherwise as long as the sender likes, hence the two ways out beside it. `timeLimit` aborts when it has waited enough.
 */
export async function readBody(request: Request, timeLimit: AbortSignal): Promise<Buffer | Refusal> {
	let giveUp: () => void = () => undefined;
	const givenUp = new Promise<never>((_resolve, reject) => {
		giveUp = () => reject(new Error('The body has not come to its end'));
	});
	const onClose = () => {
		if (!request.complete) giveUp();
	};
	request.once('close', onClose);
	timeLimit.addEventListener('abort', giveUp);
	try {
		await Promise.race([request.readRawBody(), givenUp]);
		return Buffer.isBuffer(request.rawBody) ? request.rawBody : { reason: 'body_missing' };
	} catch (error) {
		discardRest(request);
		return { reason: isOverLimit(error) ? 'body_over_limit' : 'body_unreadable' };
	} finally {
		request.off('close', onClose);
		timeLimit.removeEventListener('abort', giveUp);
	}
}

/** As Node does with a body that nobody reads: nothing more is kept, and the sender comes to its end and hears the answer. */
function discardRest(request: Request): void {
	request.unpipe();
	request.removeAllListeners('data');
	request.resume();
}

/** What the package `raw-body`, which n8n reads with, says of a body above the limit. */
function isOverLimit(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';
}
