import { randomBytes } from 'node:crypto';

import type { Access } from '../delivery/authenticate';
import type { ApiAccess, Provider } from '../delivery/provider';
import { isAddress, isPublicAddress } from '../delivery/publicAddress';
import { baseUrlOf } from './api';

/** In characters. What people make up is shorter, what services generate is longer. */
const SHORTEST_SECRET = 16;

/** The mistake that somebody made in filling in the credential, and its remedy; undefined when none shows. Repeats no value. */
export function credentialMistake(provider: Provider, access: Access, data: Readonly<Record<string, unknown>>): string | undefined {
	for (const { field, value } of access.secrets) {
		const mistake = secretMistake(field, value, provider, data);
		if (mistake !== undefined) return mistake;
	}
	return baseUrlMistake(baseUrlOf(data, provider.api), provider.api);
}

function secretMistake(field: string, value: string, { label, api, credential }: Provider, data: Readonly<Record<string, unknown>>): string | undefined {
	const isApiKeyField = credential.secrets.some(({ name }) => name === api.apiKey.name);
	if (value !== value.trim()) return `${field} has white space around it. Remove the spaces or line breaks.`;
	if (/^(["'`]).*\1$/s.test(value)) return `${field} has quotes around it. Remove them.`;
	if (/^https?:\/\//i.test(value)) return `${field} is the address of something. Paste the secret itself.`;
	if (!isApiKeyField && (value === data[api.apiKey.name] || (api.keyPrefix !== undefined && value.startsWith(api.keyPrefix)))) {
		return `${field} holds an API key of ${label}. That one belongs into ${api.apiKey.label}; deliveries are verified with another secret.`;
	}
	if (credential.headerName === undefined && /^bearer\s/i.test(value)) return `${field} begins with the word Bearer. Remove it: only headers need it.`;
	if (/^bearer\s+bearer\s/i.test(value)) return `${field} has the word Bearer twice. Remove one.`;
	if (value.replace(/^bearer\s+/i, '').length < SHORTEST_SECRET) {
		const remedy = credential.headerName === undefined ? 'Paste all of it.' : `Here is a strong one to copy, made just now: ${strongHeaderValue()}`;
		return `${field} has less than ${SHORTEST_SECRET} characters, so that it is incomplete or easy to guess. ${remedy}`;
	}
	return undefined;
}

/** Anew each time, so that nobody else has seen it. */
function strongHeaderValue(): string {
	return `Bearer ${randomBytes(24).toString('hex')}`;
}

function baseUrlMistake(baseUrl: string, { doubledPath, defaultBaseUrl }: ApiAccess): string | undefined {
	let url: URL;
	try {
		url = new URL(baseUrl);
	} catch {
		return `Base URL is not an address. It looks like ${defaultBaseUrl}.`;
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isPrivate(url.hostname))) {
		return 'Base URL is not encrypted, so that the API key could be read on its way. Let it begin with https://.';
	}
	if (doubledPath !== undefined && url.pathname.endsWith(doubledPath)) {
		return `Base URL ends with ${doubledPath}, which the node adds by itself. Remove it.`;
	}
	return undefined;
}

/** A service that somebody hosts beside n8n. */
function isPrivate(hostname: string): boolean {
	return isAddress(hostname) ? !isPublicAddress(hostname) : !hostname.includes('.') || /\.(?:local|internal|lan|localhost)$/.test(hostname);
}
