import type { CredentialFields } from '../provider';
import type { Refusal } from '../verdict';
import type { Access, Presented, Secret } from './authenticate';

const DEFAULT_HEADER = 'Authorization';

const BLANK = /^[\s\0]*$/;

/** What RFC 9110 allows in the name of a header. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * The usable secrets of a decrypted credential. A blank one is no secret: an HMAC with an empty key can be
 * computed by anybody, and so can one with a key of NUL characters, which is the same.
 */
export function readAccess(fields: CredentialFields, data: Readonly<Record<string, unknown>>): Access | Refusal {
	const secrets: Secret[] = [];
	for (const { name, label, inHeader = false } of fields.secrets) {
		const value = data[name];
		if (typeof value === 'string' && !BLANK.test(value)) secrets.push({ field: label, value, inHeader });
	}
	if (secrets.length === 0) {
		const [first, ...others] = fields.secrets;
		const other = others.find(({ inHeader }) => inHeader !== first.inHeader);
		return {
			reason: 'secret_missing',
			field: first.label,
			...(other !== undefined && { or: other.label }),
			credential: fields.label,
			comesLater: fields.secretComesLater,
		};
	}
	const headerName = readHeaderName(fields, data);
	if (!secrets.some(({ inHeader }) => inHeader)) return { secrets, headerName: '', whichSecret: fields.whichSecret };
	// Somebody may have typed name and value into one field, so what is no name is not repeated anywhere.
	if (!HEADER_NAME.test(headerName)) return { reason: 'header_name_invalid', credential: fields.label };
	return { secrets, headerName, ...(isPlausibleName(headerName) && { shownName: headerName }), whichSecret: fields.whichSecret };
}

/** Words that stand in the names of headers that hold secrets, at the end if there is no `x-` in front. */
const LAST_WORD = /(?:^|-)(?:auth|authorization|header|hook|key|password|secret|signature|token|webhook)$/;

/**
 * Whether people name headers so. Somebody may have typed the secret into Header Name, and a secret must not be repeated, so
 * what is in doubt is none: only a few words of letters, with x- in front or a word of the field at the end.
 */
export function isPlausibleName(name: string): boolean {
	const isFewWords = name.length <= 40 && /^(?:(?:[a-z]{1,14}|n8n)(?:-|$)){1,5}$/i.test(name) && !name.endsWith('-');
	return isFewWords && (/^x-[a-z]/i.test(name) || LAST_WORD.test(name.toLowerCase()));
}

/** The same access with the secrets of one kind alone: one that is sent in a header must not sign, nor the other way round. */
export function accessFor(kind: Presented['kind'], access: Access): Access {
	return { ...access, secrets: access.secrets.filter(({ inHeader }) => inHeader === (kind === 'sharedHeader')) };
}

/** What a sender has to bring along to be proven by a header: its name and the newest secret. Empty where none is set. */
export function headerProof(access: Access | Refusal): Record<string, string> {
	if ('reason' in access) return {};
	const [secret] = accessFor('sharedHeader', access).secrets;
	return secret === undefined ? {} : { [access.headerName]: secret.value };
}

/**
 * What the credential can prove. Where it holds what deliveries are signed with, one that carries a signature stands or
 * falls with it: no header saves it.
 */
export function provableWith(access: Access, candidates: readonly Presented[]): readonly Presented[] | Refusal {
	const has = (kind: Presented['kind']) => accessFor(kind, access).secrets.length > 0;
	const provable = candidates.filter((each) => has(each.kind) && !(each.kind === 'sharedHeader' && each.isSigned && has('hmac')));
	if (provable.length > 0) return provable;
	const [refusal] = candidates.flatMap((each) => (each.kind === 'sharedHeader' ? (each.unproven ?? []) : []));
	return refusal ?? { reason: 'unexpected' };
}

function readHeaderName(fields: CredentialFields, data: Readonly<Record<string, unknown>>): string {
	const name = fields.headerName === undefined ? undefined : data[fields.headerName];
	return (typeof name === 'string' && name.trim() !== '' ? name.trim() : DEFAULT_HEADER).toLowerCase();
}
