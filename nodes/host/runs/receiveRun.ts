import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { DeliveryItem } from '../../delivery/item';
import { judge } from '../../delivery/judge';
import { withMissing } from '../../delivery/result';
import type { Runs } from '../../delivery/runs';
import type { Verdict } from '../../delivery/verdict';
import { answerTo, refused } from '../../delivery/verdict';
import type { Process } from '../process';
import { thisProcess } from '../process';
import { explain } from '../webhook/explain';
import { claim, send } from '../webhook/answer';
import { readCredential } from '../webhook/readCredential';
import { dataOf } from './data';
import type { Sleep } from './sleep';
import { asDelivered, letNodeRun, sleepOf, wantsMore } from './sleep';

/**
 * Judges one request to the URL of a sleeping execution. Only a proven delivery that this very run has ended wakes it; anything else gets
 * the answer that a trigger would give, and the execution sleeps on. Never throws.
 */
export async function receiveRun(context: IWebhookFunctions, runs: Runs, process: Process = thisProcess): Promise<IWebhookResponseData> {
	let verdict: Verdict = refused({ reason: 'unexpected' });
	let woken: INodeExecutionData[] = [];
	try {
		const sleep = sleepOf(context);
		if (sleep !== undefined) {
			verdict = await judgeRequest(context, runs, sleep, process);
			if (verdict.kind === 'accepted') woken = output(context, sleep, verdict.item);
		}
	} catch {
		verdict = refused({ reason: 'unexpected' });
	}
	const answer = answerTo(verdict);
	if (verdict.kind === 'accepted') return { webhookResponse: answer.body, workflowData: [woken] };
	send(context, answer);
	if (verdict.kind === 'refused') await explain(context, runs.provider, verdict.refusal, process, false);
	return { noWebhookResponse: true };
}

function output(context: IWebhookFunctions, sleep: Sleep, item: DeliveryItem): INodeExecutionData[] {
	if (!wantsMore(sleep)) return [dataOf(item, 0)];
	return letNodeRun(context) ? [asDelivered(item, sleep)] : [dataOf(withMissing(item, NO_SECOND_STEP), 0)];
}

const NO_SECOND_STEP = 'What Options ask for is missing: this n8n does not let the node go on after its delivery. Ask for the run with the operation Get in the next step.';

async function judgeRequest(context: IWebhookFunctions, { provider, endings = [] }: Runs, sleep: Sleep, process: Process): Promise<Verdict> {
	const { headers, rawBody } = context.getRequestObject();
	return await judge(
		provider,
		{ headers, rawBody },
		{
			now: process.now(),
			settings: () => ({
				events: endings,
				statuses: [],
				endedOnly: true,
				ids: [{ id: 'runId', values: [sleep.runId] }],
				metadata: [],
				// The URL serves this one run, once: however late its delivery comes, nothing is left to replay.
				maximumAge: 0,
				claimReach: undefined,
				includeHeaders: sleep.includeHeaders,
			}),
			credential: async () => await readCredential(context, provider.credential.type, process.credentialReads),
			claim: (id) => claim(context, `${context.getExecutionId()}/${id}`, process),
			explain: false,
		},
	);
}
