import type { Refusal, RefusedReason } from '../verdict';
import { CHANGES, howPrinted, SLIPS } from './causes';

/** What happened; then the likely cause and the next step. Plain words, and never a secret or a body. */
export interface Sentence {
	readonly message: string;
	readonly description: string;
}

/** For whoever reads a credential. @param credential its name in the editor */
export function credentialUnavailable(credential: string): Sentence {
	return {
		message: `The credential ${credential} cannot be read`,
		description:
			'It was deleted, is not shared with this workflow, or was stored with another encryption key: choose it again in the node. Or two packages have nodes for this service, n8n-nodes-browser-agents and that of the one service, and n8n gives the credential to the other one: uninstall one of the two.',
	};
}

type SentenceFor = { readonly [R in RefusedReason]: (facts: Extract<Refusal, { reason: R }>) => Sentence };

const REFUSALS: SentenceFor = {
	content_type_not_json: () => ({
		message: 'The delivery is not JSON by its content type',
		description:
			'Providers send application/json, so this is probably another sender. If a proxy changes the header, let it pass Content-Type through.',
	}),
	body_missing: () => ({
		message: 'The delivery has no body',
		description:
			'A browser, a health check or a redirect that drops the body does this. Give the provider the final address, with https and without a redirect.',
	}),
	body_over_limit: () => ({
		message: 'The body is larger than n8n reads',
		description:
			"n8n's limit is 16 MB, after decompression, unless its variable N8N_PAYLOAD_SIZE_MAX says otherwise. Raise it, or let the run return less.",
	}),
	body_unreadable: () => ({
		message: 'The body did not arrive as it was announced',
		description:
			'The sender hung up or took too long, or the body has another length or compression than its headers say. If the provider sent it, look at the time and size limits of the proxy in front of n8n.',
	}),
	body_not_json: () => ({
		message: 'The body is signed, but it is not a JSON document in UTF-8',
		description: 'The provider sent something this node does not know. Report it with the body to the authors of this node.',
	}),
	body_not_object: () => ({
		message: 'The body is signed, but it is not a JSON object',
		description: 'The provider sent something this node does not know. Report it with the body to the authors of this node.',
	}),
	body_too_deep: ({ levels }) => ({
		message: `The body is nested deeper than ${levels} levels`,
		description: 'n8n works on items by recursion and would fail on this one later. Let the run return a flatter result.',
	}),
	body_too_large: ({ received, limit }) => ({
		message: `The body has ${received} bytes, and at most ${limit} are verified under this header`,
		description:
			'Genuine deliveries have a few thousand: somebody else probably sent this. If it was the provider, give the run less metadata, and start it again.',
	}),
	signature_missing: ({ header, found }) => ({
		message: `The header ${header} is missing`,
		description:
			found === undefined
				? 'Somebody other than the provider sent this, or a proxy removed the header. If it was the provider, let the proxy pass all headers through.'
				: `The header ${found} is there instead: the delivery belongs to another provider or another generation of its webhooks. Check which node's URL is entered at the provider.`,
	}),
	signature_malformed: ({ header }) => ({
		message: `The header ${header} does not hold a signature`,
		description:
			'A signature is 64 lower-case hexadecimal characters, sent once. Somebody other than the provider sent this, or a proxy changed or doubled the header.',
	}),
	signature_mismatch: ({ header, whichSecret, searched, sorted }) => ({
		message: `The signature in ${header} does not fit the body`,
		description:
			searched === true
				? `No usual slip in the secret and no usual change of the body explains it: ${sorted === true ? 'a relay that sorts keys may have printed the body again (its keys arrive sorted), or another key signed it, or somebody forged it' : 'probably another key signed it, or somebody forged it'}. ${whichSecret} If it is the same, let proxies pass the body through unchanged.`
				: `Either the credential holds another secret, or the body was changed on the way, or somebody forged it. ${whichSecret} If it is the same, let proxies pass the body through unchanged.`,
	}),
	timestamp_missing: ({ header }) => ({
		message: `The header ${header} is missing`,
		description:
			'The signature is there, but not the time it signs. A proxy probably removed the header: let it pass all headers through.',
	}),
	timestamp_malformed: ({ header }) => ({
		message: `The header ${header} does not hold a time`,
		description:
			'It should be Unix seconds, Unix milliseconds or ISO 8601. Somebody other than the provider sent this, or a proxy changed the header.',
	}),
	timestamp_outside_window: ({ ageSeconds, limitSeconds, genuine, hours }) => ({
		message: `The clock differs by ${Math.abs(ageSeconds)} s: the delivery was signed ${when(ageSeconds)}`,
		description: `${whoSigned(genuine)}${zone(hours)}The limit is ${limitSeconds} s. Set this machine's clock by NTP; if the delivery really is that old, it is a late retry or a replay. For a replay on purpose, switch Ignore Duplicates off and set Maximum Age to 0.`,
	}),
	body_outside_window: ({ ageSeconds, limitSeconds, hours }) => ({
		message: `The delivery reports something ${when(ageSeconds)}`,
		description: `${zone(hours)}The limit is ${limitSeconds} s. A clock is wrong, somebody replays an old delivery, or the run itself took that long: then raise Maximum Age. For a replay on purpose, switch Ignore Duplicates off and set Maximum Age to 0.`,
	}),
	body_time_missing: () => ({
		message: 'The signed body does not say when it was sent',
		description:
			'Without a time an old delivery cannot be told from a new one. Set Maximum Age to 0 to accept deliveries of any age.',
	}),
	shared_header_missing: ({ header }) => ({
		message: `The header ${shared(header)} is missing`,
		description:
			'Add it under the custom headers of the webhook at the provider, with the value that the credential holds; or correct Header Name in the credential.',
	}),
	shared_header_mismatch: ({ header }) => ({
		message: `The value of the header ${shared(header)} is not the one in the credential`,
		description:
			'It must be the same to the letter, with "Bearer " in front if the provider sends it. Copy the value from the credential into the custom header at the provider.',
	}),
	secret_has_white_space: ({ field }) => ({
		message: `The delivery is genuine, but ${field} in the credential has white space around it`,
		description: 'Remove the spaces or line breaks before and behind the secret in the credential.',
	}),
	secret_missing: ({ field, or, credential, comesLater }) => ({
		message: `${field} in the credential ${credential} is empty`,
		description: comesLater
			? `The provider shows the secret once its webhook is created. Create the webhook there, then paste the secret into ${field}; until then only its test ping is answered.`
			: `Without it nothing can be verified. Fill in ${field} in the credential ${credential}${or === undefined ? '' : `, or ${or} for the weaker proof by a header of your own`}.`,
	}),
	header_name_invalid: ({ credential }) => ({
		message: `Header Name in the credential ${credential} is not the name of an HTTP header`,
		description: 'Use letters, digits and hyphens there, and put the value into Header Value.',
	}),
	credential_unavailable: ({ credential }) => ({
		message: credentialUnavailable(credential).message,
		description: `${credentialUnavailable(credential).description} The provider was told to try again later (SmartBrowse does not: run its recipe once more).`,
	}),
	settings_unreadable: ({ setting }) => ({
		message: `The setting ${setting} cannot be read`,
		description:
			'An expression in it probably fails or has the wrong type. Correct it in the node; the provider was told to try again later (SmartBrowse does not: run its recipe once more).',
	}),
	unexpected: () => ({
		message: 'The delivery could not be judged',
		description:
			'This is a fault in the node or in n8n. The provider was told to try again later (SmartBrowse does not: run its recipe once more). Report it with the version of n8n to the authors of this node.',
	}),
	other_provider: ({ found, sender }) => ({
		message: `The delivery comes from ${sender}: it has the header ${found}`,
		description: `The URL of this node is entered at ${sender}. Enter the URL of a ${sender} Trigger there, or listen with that node.`,
	}),
	signature_other_generation: ({ header, signs }) => ({
		message: `The header ${header} holds the signature of another generation`,
		description: `It signs ${signs === 'body' ? 'the body alone, without the timestamp' : 'the timestamp and the body'}. A relay that renames headers does this: let it pass the original headers through.`,
	}),
	secret_miswritten: ({ field, slip }) => ({
		message: `The delivery is genuine, but ${field} in the credential ${SLIPS[slip].is}`,
		description: `${SLIPS[slip].remedy}.`,
	}),
	secret_in_other_field: ({ field, belongs }) => ({
		message: `The delivery is genuine, but its secret stands in ${field} of the credential`,
		description: `Probably the two were mixed up. Move it into ${belongs}; ${field} is for another one.`,
	}),
	secret_is_api_key: ({ field, sender, belongs }) => ({
		message: `${field} in the credential holds an API key of ${sender}`,
		description: `Deliveries are signed with another secret. Put the key into ${belongs}, and the signing secret into ${field}.`,
	}),
	shared_header_elsewhere: ({ header, found }) => ({
		message: `The secret arrives in ${found === undefined ? 'another header' : `the header ${found}`} instead of ${header ?? 'the one that Header Name in the credential names'}`,
		description: `The names differ between the provider and the credential. Set Header Name in the credential to ${found ?? 'the name that the custom header has at the provider'}, or rename the custom header at the provider.`,
	}),
	body_reserialised: ({ header, printing }) => ({
		message: `The signature in ${header} is genuine, but the body was re-serialised on the way`,
		description: `It was signed ${howPrinted(printing)}: a proxy, a relay or another workflow parsed the JSON and printed it again. Let it pass the original bytes through.`,
	}),
	body_reencoded: ({ header, change }) => ({
		message: `The signature in ${header} is genuine, but the body was changed on the way: ${CHANGES[change]}`,
		description: 'A proxy, a relay or a script treats the body as text. Let it pass the original bytes through.',
	}),
	body_truncated: ({ announced, received }) => ({
		message: `The body is cut off: ${received} of ${announced} bytes arrived`,
		description: 'A proxy has a size limit, or the connection broke. Raise the limit of the proxy; if there is none, let the provider send again.',
	}),
};

export function sentenceFor<R extends RefusedReason>(refusal: Extract<Refusal, { reason: R }>): Sentence {
	const sentence: (facts: Extract<Refusal, { reason: R }>) => Sentence = REFUSALS[refusal.reason as R];
	return sentence(refusal);
}

function shared(header: string | undefined): string {
	return header ?? 'that Header Name in the credential names';
}

function when(ageSeconds: number): string {
	return ageSeconds < 0 ? `${-ageSeconds} s in the future` : `${ageSeconds} s ago`;
}

function whoSigned(genuine: boolean | undefined): string {
	if (genuine === undefined) return '';
	return genuine ? 'The signature is genuine. ' : 'The signature does not fit either, so another key signed it, or somebody forged it. ';
}

function zone(hours: number | undefined): string {
	if (hours === undefined) return '';
	const count = Math.abs(hours) === 1 ? 'one hour' : `${Math.abs(hours)} hours`;
	return `Nearly exactly ${count} is a time zone: one of the two clocks, or a relay, takes local time for UTC. `;
}
