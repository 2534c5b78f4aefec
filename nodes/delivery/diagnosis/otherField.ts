import type { Provider, SecretField } from '../provider';
import type { Refusal } from '../verdict';
import type { Headers, Presented } from '../verification/authenticate';
import { fitsSharedHeader } from '../verification/sharedHeader';

/** More headers than any provider sends, and few enough to compare each. */
export const HEADERS_COMPARED = 100;

type Credential = Readonly<Record<string, unknown>>;
type Matches = (key: string | Buffer) => boolean;

/** Another field of the credential holds what should stand where proofs of this kind are looked for. */
export function otherField(kind: Presented['kind'], { api, credential: { secrets } }: Provider, data: Credential, matches: Matches): Refusal | undefined {
	const isOfKind = ({ inHeader }: SecretField) => (inHeader === true) === (kind === 'sharedHeader');
	const belongs = secrets.find(isOfKind);
	if (belongs === undefined) return undefined;
	const { apiKey, keyPrefix } = api;
	const isSecret = secrets.some(({ name }) => name === apiKey.name);
	for (const { name, label } of [...secrets.filter((field) => !isOfKind(field)), ...(isSecret ? [] : [apiKey])]) {
		const value = data[name];
		if (typeof value !== 'string' || value.trim() === '') continue;
		// Who sends the API key itself should send the other secret.
		if (keyPrefix !== undefined && value.trim().startsWith(keyPrefix)) continue;
		if (matches(value) || matches(value.trim())) return { reason: 'secret_in_other_field', field: label, belongs: belongs.label };
	}
	return undefined;
}

/** The same for a delivery that is not signed, whatever the name of the header that brings the secret. */
export function otherFieldInHeaders(provider: Provider, headers: Headers, data: Credential): Refusal | undefined {
	for (const received of Object.values(headers).slice(0, HEADERS_COMPARED)) {
		const cause = typeof received === 'string' ? otherField('sharedHeader', provider, data, fitting(received)) : undefined;
		if (cause !== undefined) return cause;
	}
	return undefined;
}

/** Whether a key is what a header has brought. */
export function fitting(received: string): Matches {
	return (key) => fitsSharedHeader(typeof key === 'string' ? key : key.toString('latin1'), received);
}
