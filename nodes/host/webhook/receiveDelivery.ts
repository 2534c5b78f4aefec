import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { judge } from '../../delivery/judge';
import type { Provider } from '../../delivery/provider';
import { sentenceForFiltered } from '../../delivery/sentences/filterSentences';
import type { Sentence } from '../../delivery/sentences/sentences';
import { sentenceFor } from '../../delivery/sentences/sentences';
import type { Verdict } from '../../delivery/verdict';
import { answerTo, refused } from '../../delivery/verdict';
import type { Process } from '../process';
import { thisProcess } from '../process';
import { ignoresDuplicates, readSettings } from '../settings';
import { claim, send } from './answer';
import { showOnCanvas } from './canvas';
import { explain } from './explain';
import { BODY_TIME_LIMIT_MS, readBody } from './readBody';
import { readCredential } from './readCredential';

/**
 * Judges one request to a trigger's webhook and answers it. Never throws: n8n would store a failed execution
 * for every anonymous caller.
 */
export async function receiveDelivery(
	context: IWebhookFunctions,
	provider: Provider,
	process: Process = thisProcess,
): Promise<IWebhookResponseData> {
	let verdict: Verdict;
	let isManual = false;
	try {
		isManual = context.getMode() === 'manual';
		verdict = await judgeRequest(context, provider, process, isManual);
	} catch {
		verdict = refused({ reason: 'unexpected' });
	}
	const answer = answerTo(verdict);
	if (verdict.kind === 'accepted') {
		return { webhookResponse: answer.body, workflowData: [[{ json: { ...verdict.item } }]] };
	}
	send(context, answer);
	if (verdict.kind === 'refused') verdict = await explain(context, provider, verdict.refusal, process, isManual);
	const shown = isManual ? sentenceOf(verdict) : undefined;
	return shown === undefined
		? { noWebhookResponse: true }
		: { noWebhookResponse: true, workflowData: showOnCanvas(shown) };
}

/** For the user who listens for a test event; undefined = listening goes on. */
function sentenceOf(verdict: Verdict): Sentence | undefined {
	if (verdict.kind === 'refused') return sentenceFor(verdict.refusal);
	return verdict.kind === 'ignored' ? sentenceForFiltered(verdict.reason, verdict.filtered) : undefined;
}

async function judgeRequest(
	context: IWebhookFunctions,
	provider: Provider,
	process: Process,
	isManual: boolean,
): Promise<Verdict> {
	const request = context.getRequestObject();
	const { type } = provider.credential;
	return await judge(
		provider,
		{ headers: request.headers, rawBody: request.rawBody },
		{
			now: process.now(),
			settings: () => readSettings(context, provider),
			readBody: async () => await readBody(request, process.timeLimit(BODY_TIME_LIMIT_MS)),
			credential: async () => isManual ? await context.getCredentials(type) : await readCredential(context, type, process.credentialReads),
			// A test delivery is sent again and again until the workflow is right.
			claim: (id) => isManual || !ignoresDuplicates(context) || claim(context, id, process),
			explain: isManual,
		},
	);
}
