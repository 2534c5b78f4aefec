import type { ChangeFailure } from '../api/changeOnce';

const AGAIN: Readonly<Record<'start' | 'stop', string>> = {
	start: 'The run may have begun, and it is not started again by itself, because a second one would cost twice. Look for it at the provider before you execute this step again.',
	stop: 'The run may have been stopped. Ask for it with the operation Get.',
};

/** RFC 9110, 15.5.3. */
const PAYMENT_REQUIRED = 402;

/** Why a run could not be started or stopped, the likely cause and the next step. `deliverTo`: where the provider was to report. */
export function changeSentence({ reason, status, detail, mayBeDone }: ChangeFailure, what: 'start' | 'stop', label: string, deliverTo?: string): string {
	const answered = status === undefined ? '' : ` (HTTP ${status})`;
	const said = detail === undefined ? '' : ` It says: ${detail.replace(/[.\s]*$/, '.')}`;
	if (mayBeDone) {
		return status === undefined
			? `${label} did not answer the request to ${what} a run: the connection broke, or it took too long. ${AGAIN[what]}`
			: `${label} answered the request to ${what} a run with something that its API does not document${answered}.${said} ${AGAIN[what]}`;
	}
	if (status === PAYMENT_REQUIRED) return `${label} wants to be paid before it can ${what} the run${answered}.${said} Add credits to the account of the API key, then execute this step again.`;
	switch (reason) {
		case 'unauthorized':
			return `${label} refused the API key${answered}.${said} It was revoked, belongs to another Base URL, or may not ${what} runs. Paste a valid key into the credential.`;
		case 'rate_limited':
			return `${label} asks for fewer requests${answered}, also after waiting, so the run was not ${what === 'start' ? 'started' : 'stopped'}.${said} Try again later, or start fewer runs at once.`;
		case 'not_found':
			return what === 'stop'
				? `${label} knows no run of this ID${answered}.${said} It may belong to another account than the API key, or be deleted.`
				: `${label} found nothing to start${answered}.${said} Check what is to be run, and Base URL in the credential.`;
		case 'unavailable':
			return `${label} could not be reached, so the run was not ${what === 'start' ? 'started' : 'stopped'}. Its API or the network may be down, or Base URL in the credential is wrong.`;
		case 'rejected':
			return `${label} refused to ${what} the run${answered}.${said} ${deliverTo === undefined ? 'Correct what it names.' : `Correct what it names. It must be able to reach this n8n at ${originOf(deliverTo)}: if it cannot, set Wait By to Asking.`}`;
	}
}

/** Without what is secret in it. */
export function originOf(url: string): string {
	try {
		return new URL(url).origin;
	} catch {
		return 'its webhook address';
	}
}
