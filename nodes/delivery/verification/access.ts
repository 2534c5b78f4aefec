import type { CredentialFields } from '../provider';
import type { Refusal } from '../verdict';
import type { Access, Secret } from './authenticate';

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
	for (const { name, label } of fields.secrets) {
		const value = data[name];
		if (typeof value === 'string' && !BLANK.test(value)) secrets.push({ field: label, value });
	}
	if (secrets.length === 0) {
		return {
			reason: 'secret_missing',
			field: fields.secrets[0].label,
			credential: fields.label,
			comesLater: fields.secretComesLater,
		};
	}
	const headerName = readHeaderName(fields, data);
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

function readHeaderName(fields: CredentialFields, data: Readonly<Record<string, unknown>>): string {
	const name = fields.headerName === undefined ? undefined : data[fields.headerName];
	return (typeof name === 'string' && name.trim() !== '' ? name.trim() : DEFAULT_HEADER).toLowerCase();
}
