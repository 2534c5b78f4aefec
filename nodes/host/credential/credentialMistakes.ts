import { randomBytes } from 'node:crypto';

import type { ApiAccess, Provider } from '../../delivery/provider';
import type { Access } from '../../delivery/verification/authenticate';
import { baseUrlOf } from '../api/api';
import { isPrivateHost } from '../files/publicAddress';

/** In characters. What people make up is shorter, what services generate is longer. */
const SHORTEST_SECRET = 16;
/** In characters, without a word in front. The user chooses this one, and whoever guesses it gets in. */
const SHORTEST_HEADER_VALUE = 32;
/** A random value of that length in hexadecimal has fewer in one case of ten thousand. */
const FEWEST_CHARACTERS = 10;

/** A second = is the end of Base64 rather than of a name. */
const NAME_IN_FRONT = /^[\w-]{1,64}\s*[=:]\s*[^\s=]/;
/** Only letters, because a user's own random value may well have a colon in it. */
const HEADER_IN_FRONT = /^[a-z][a-z_-]{1,63}\s*[=:]\s*[^\s=]/i;

type Data = Readonly<Record<string, unknown>>;

/** The mistake that somebody made in filling in the credential, and its remedy; undefined when none shows. Repeats no value. */
export function credentialMistake(provider: Provider, access: Access, data: Data): string | undefined {
	const { api, credential } = provider;
	const current = credential.secrets.find((field) => field.inHeader === true);
	for (const { field, value, inHeader } of access.secrets) {
		const mistake =
			mixUp(field, value, provider, data) ??
			(inHeader ? (headerValueMistake(field, value, field === current?.label) ?? sameAsSigned(field, value, access)) : secretMistake(field, value));
		if (mistake !== undefined) return mistake;
	}
	if (provider.schemes.some((scheme) => scheme.kind === 'hmac' && scheme.signatureHeader === access.headerName)) {
		return `Header Name is the name of the header in which ${provider.label} signs. Choose another, such as X-Webhook-Token.`;
	}
	const apiKey = data[api.apiKey.name];
	const isTested = credential.secrets.some(({ name }) => name === api.apiKey.name);
	const keyMistake = isTested || typeof apiKey !== 'string' || apiKey.trim() === '' ? undefined : shapeMistake(api.apiKey.label, apiKey);
	return keyMistake ?? baseUrlMistake(baseUrlOf(data, api), api);
}

/** One field's value in another. */
function mixUp(field: string, value: string, { label, api, credential }: Provider, data: Data): string | undefined {
	const { name, label: keyField } = api.apiKey;
	if (credential.secrets.some((secret) => secret.name === name)) return undefined;
	const bare = value.trim().replace(/^bearer\s+/i, '');
	if (api.keyPrefix !== undefined && bare.startsWith(api.keyPrefix)) {
		return `${field} holds an API key of ${label}. That one belongs into ${keyField}; deliveries are verified with another secret.`;
	}
	const key = data[name];
	if (typeof key !== 'string' || bare !== key.trim()) return undefined;
	return `${field} and ${keyField} hold the same value; they are two different secrets. Enter each where it belongs.`;
}

/** Whoever sees the header could sign. */
function sameAsSigned(field: string, value: string, { secrets }: Access): string | undefined {
	const bare = value.trim().replace(/^bearer\s+/i, '');
	const same = secrets.find((secret) => !secret.inHeader && secret.value.trim() === bare);
	return same && `${field} and ${same.field} hold the same value. A header is seen by every proxy on its way, and could then sign: choose another value for it.`;
}

function secretMistake(field: string, value: string): string | undefined {
	const mistake = shapeMistake(field, value);
	if (mistake !== undefined) return mistake;
	return value.length < SHORTEST_SECRET
		? `${field} has less than ${SHORTEST_SECRET} characters, so that it is incomplete or easy to guess. Paste all of it.`
		: undefined;
}

/** What no secret and no key that a provider made has. */
function shapeMistake(field: string, value: string): string | undefined {
	const wrapped = wrappingMistake(field, value, NAME_IN_FRONT);
	if (wrapped !== undefined) return wrapped;
	if (/^bearer\s/i.test(value)) return `${field} begins with the word Bearer. Remove it: only headers need it.`;
	if (/\s/.test(value)) return `${field} has white space in it. It was probably copied with a line break: remove the spaces and line breaks.`;
	if (/^(.)\1+$/u.test(value)) return `${field} is one character repeated: probably what the provider shows in place of the secret. Copy the secret itself.`;
	if (/[^!-~]/.test(value)) {
		return `${field} has characters in it that no secret has, such as the dots that hide one, curly quotes or invisible characters. Copy the secret itself, with the provider's copy button if there is one.`;
	}
	return undefined;
}

function headerValueMistake(field: string, value: string, isFirst: boolean): string | undefined {
	const wrapped = wrappingMistake(field, value, HEADER_IN_FRONT);
	if (wrapped !== undefined) return wrapped;
	if (/^bearer\s+bearer\s/i.test(value)) return `${field} has the word Bearer twice. Remove one.`;
	const secret = value.replace(/^[a-z][\w-]*\s+/i, '');
	// For the previous one a new value would be no remedy.
	const remedy = isFirst
		? `Here is a strong one to copy, made just now: ${strongHeaderValue()}`
		: 'Let every webhook send the new value, and empty this field.';
	if (/\s/.test(secret)) return `${field} has white space within the secret. Remove the spaces and line breaks. ${remedy}`;
	if (secret.length < SHORTEST_HEADER_VALUE) {
		return `${field} has less than ${SHORTEST_HEADER_VALUE} characters, without a word such as Bearer in front, so that it is incomplete or easy to guess. ${remedy}`;
	}
	if (new Set(secret).size < FEWEST_CHARACTERS) {
		return `${field} has less than ${FEWEST_CHARACTERS} different characters, so that it is easy to guess. ${remedy}`;
	}
	return undefined;
}

/** What came along from where the value was copied. */
function wrappingMistake(field: string, value: string, nameInFront: RegExp): string | undefined {
	if (value !== value.trim()) return `${field} has white space around it. Remove the spaces or line breaks.`;
	if (/^(["'`]).*\1$/s.test(value)) return `${field} has quotes around it. Remove them.`;
	if (/^https?:\/\//i.test(value)) return `${field} is the address of something. Paste the secret itself.`;
	if (nameInFront.test(value)) return `${field} has a name in front of the value. Leave only what stands behind the = or :.`;
	return undefined;
}

/** Anew each time, so that nobody else has seen it. */
function strongHeaderValue(): string {
	return `Bearer ${randomBytes(24).toString('hex')}`;
}

function baseUrlMistake(baseUrl: string, { doubledPath, defaultBaseUrl }: ApiAccess): string | undefined {
	if (!/^https?:\/\//i.test(baseUrl)) {
		return `Base URL is not a whole address. Let it begin with https://, or with http:// for a service beside n8n: it looks like ${defaultBaseUrl}.`;
	}
	let url: URL;
	try {
		url = new URL(baseUrl);
	} catch {
		return `Base URL is not an address. It looks like ${defaultBaseUrl}.`;
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPrivateHost(url.hostname))) {
		return 'Base URL is not encrypted, so that the API key could be read on its way. Let it begin with https://.';
	}
	if (doubledPath !== undefined && url.pathname.endsWith(doubledPath)) {
		return `Base URL ends with ${doubledPath}, which the node adds by itself. Remove it.`;
	}
	return undefined;
}
