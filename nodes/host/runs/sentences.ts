import type { Runs } from '../../delivery/runs';
import type { ChangeFailure } from '../api/changeOnce';

/** RFC 9110, 15.5.3. */
const PAYMENT_REQUIRED = 402;

/** A run that was to be started, or that was to be stopped. */
export interface Changing {
	readonly runs: Runs;
	/** Where the provider was to report. */
	readonly deliverTo?: string;
	/** The ID of the run. */
	readonly stopping?: string;
}

/** Why a run could not be started or stopped, the likely cause and the next step. */
export function changeSentence(failure: ChangeFailure, changing: Changing): string {
	return failure.mayBeDone ? doubt(failure, changing) : refusal(failure, changing);
}

function doubt({ status, detail }: ChangeFailure, { runs, stopping }: Changing): string {
	const { label } = runs.provider;
	const what = stopping === undefined ? 'start a run' : 'stop a run';
	const next =
		stopping === undefined
			? 'The run may have begun, and it is not started again by itself, because a second one would cost twice. Look for it at the provider before you execute this step again.'
			: `The run ${stopping} may have been stopped. Ask for it with the operation Get.`;
	return status === undefined
		? `${label} did not answer the request to ${what}: the connection broke, or it took too long. ${next}`
		: `${label} answered the request to ${what} with something that its API does not document (HTTP ${status}).${saying(detail)} ${next}`;
}

function refusal({ reason, status, detail, retryAfterMs }: ChangeFailure, { runs, deliverTo, stopping }: Changing): string {
	const { label } = runs.provider;
	const [what, run] = stopping === undefined ? ['start', 'the run'] : ['stop', `the run ${stopping}`];
	const isNot = `${run} was not ${stopping === undefined ? 'started' : 'stopped'}`;
	const answered = status === undefined ? '' : ` (HTTP ${status})`;
	const said = saying(detail);
	if (status === PAYMENT_REQUIRED) return `${label} wants to be paid before it can ${what} ${run}${answered}.${said} Add credits to the account of the API key, then execute this step again.`;
	switch (reason) {
		case 'unauthorized':
			return `${label} refused the API key${answered}, so ${isNot}.${said} The key was revoked, belongs to another Base URL, or may not ${what} runs. Paste a valid key into the credential.`;
		case 'rate_limited':
			return `${label} asks for fewer requests${answered}, so ${isNot}.${said} Try again ${retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} seconds`}${stopping === undefined ? ', or start fewer runs at once' : ''}.`;
		case 'not_found':
			return stopping === undefined
				? `${label} found nothing to start${answered}.${said} Check what is to be run, and Base URL in the credential.`
				: `${label} knows no run with the ID ${stopping}${answered}.${said} ${whyUnknown(runs)}`;
		case 'redirected':
			return `${label} answered with a redirect${answered}, which is not followed, so ${isNot}. Base URL in the credential may be wrong, or begin with http instead of https.`;
		case 'unavailable':
			return `${label} could not be reached, so ${isNot}. Its API or the network may be down, or Base URL in the credential is wrong.`;
		case 'rejected': {
			const correct = stopping !== undefined ? '' : detail === undefined ? ' Check what is to be run, and Base URL in the credential.' : ' Correct what it names.';
			const reach = deliverTo === undefined ? '' : ` It must be able to reach this n8n at ${originOf(deliverTo)}: if it cannot, set Wait By to Asking.`;
			return `${label} refused to ${what} ${run}${answered}.${said}${correct}${reach}`;
		}
	}
}

function saying(detail: string | undefined): string {
	return detail === undefined ? '' : ` It says: ${detail.replace(/[.\s]*$/, '.')}`;
}

/** Why an API may not know the ID of a run. Some know the IDs of one kind alone. */
export function whyUnknown({ kindOf, onlyKind }: Runs): string {
	const kind = kindOf === undefined && onlyKind === undefined ? 'be of another kind than the one that is chosen here, ' : '';
	return `It may ${kind}belong to another account than the API key, or be deleted.`;
}

/** Without what is secret in it. */
export function originOf(url: string): string {
	try {
		return new URL(url).origin;
	} catch {
		return 'its webhook address';
	}
}
