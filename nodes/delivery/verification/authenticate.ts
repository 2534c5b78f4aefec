import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Provider } from '../provider';
import type { Refusal } from '../verdict';
import { sayOnce } from './repeatedHeader';
import type { HmacScheme, SharedHeaderScheme } from './scheme';
import { SignedDelivery } from './scheme';
import { fitsSharedHeader } from './sharedHeader';
import type { AgeSettings } from './timestamp';
import { ageInSeconds, ageLimit, isWithin, parseHeaderTime } from './timestamp';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The secrets that verify a delivery: never empty, the current one first. */
export interface Access {
	readonly secrets: readonly Secret[];
	/** The header of a shared-header scheme, lower case; '' where no secret is sent in one. */
	readonly headerName: string;
	/** The same, unless it looks more like a secret than like a name: then it must not be shown. */
	readonly shownName?: string;
	readonly whichSecret: string;
}

export interface Secret {
	readonly field: string;
	readonly value: string;
	/** It is sent in a header and signs nothing. */
	readonly inHeader: boolean;
}

/** A delivery whose headers have the right shape. Nothing is known yet about who sent it. */
export type Presented =
	| { readonly kind: 'hmac'; readonly scheme: HmacScheme; readonly signature: Buffer; readonly signedAt: number | undefined; readonly delivery: SignedDelivery }
	| {
			readonly kind: 'sharedHeader';
			readonly scheme: SharedHeaderScheme;
			/** The delivery carries a signature too, or what should be one. */
			readonly isSigned: boolean;
			/** Why no signature can be looked at; undefined where one can, or where nobody signs. */
			readonly unproven?: Refusal;
	  };

export type Authenticated =
	| { readonly ok: true; readonly scheme: string; readonly presented: Presented; /** What the signature covers, to be parsed in place of the raw body. */ readonly document?: Buffer }
	| { readonly ok: false; readonly refusal: Refusal };

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads the headers, which costs nothing, before anything does. A provider in the middle of a change may
 * send the headers of two generations, so every generation that is present is returned.
 */
export function readHeaders(provider: Provider, headers: Headers, rawBody: Buffer): Presented[] | Refusal {
	const presented: Presented[] = [];
	let first: Refusal | undefined;
	for (const scheme of provider.schemes) {
		if (scheme.kind === 'sharedHeader') {
			const isSigned = presented.length > 0 || (first !== undefined && first.reason !== 'signature_missing');
			presented.push({ kind: 'sharedHeader', scheme, isSigned, ...(first !== undefined && { unproven: first }) });
			continue;
		}
		const next = readHeader(scheme, headers, rawBody);
		if ('reason' in next) first = moreTelling(first, next);
		else presented.push(next);
	}
	return presented.length > 0 || first === undefined ? presented : first;
}

function readHeader(scheme: HmacScheme, headers: Headers, rawBody: Buffer): Presented | Refusal {
	const header = scheme.signatureHeader;
	const text = headers[header];
	if (text === undefined) return { reason: 'signature_missing', header, found: otherSignature(headers) };
	if (typeof text !== 'string') return { reason: 'signature_malformed', header };
	const said = sayOnce(text);
	const prefix = scheme.optionalPrefix ?? '';
	const hex = said.startsWith(prefix) ? said.slice(prefix.length) : said;
	if (!HEX_SHA256.test(hex)) return { reason: 'signature_malformed', header };

	let timestamp = '';
	let signedAt: number | undefined;
	if (scheme.timestampHeader !== undefined) {
		const value = headers[scheme.timestampHeader];
		if (value === undefined) return { reason: 'timestamp_missing', header: scheme.timestampHeader };
		timestamp = typeof value === 'string' ? sayOnce(value) : '';
		signedAt = parseHeaderTime(timestamp);
		if (signedAt === undefined) return { reason: 'timestamp_malformed', header: scheme.timestampHeader };
	}
	if (scheme.largestBody !== undefined && rawBody.length > scheme.largestBody) {
		return { reason: 'body_too_large', received: rawBody.length, limit: scheme.largestBody };
	}
	const signature = Buffer.from(hex, 'hex');
	return { kind: 'hmac', scheme, signature, signedAt, delivery: new SignedDelivery(rawBody, timestamp) };
}

/** The header of another provider or generation, which tells that a delivery went to the wrong URL. */
function otherSignature(headers: Headers): string | undefined {
	return [...SENDERS.keys()].find((name) => headers[name] !== undefined);
}

/** Who signs in which header. */
export const SENDERS: ReadonlyMap<string, string> = new Map([
	['x-browser-use-signature', 'Browser Use'],
	['x-webhook-signature', 'Browser Use'],
	['x-skyvern-signature', 'Skyvern'],
	['x-firecrawl-signature', 'Firecrawl'],
]);

function moreTelling(first: Refusal | undefined, next: Refusal): Refusal {
	return first === undefined || (first.reason === 'signature_missing' && next.reason !== 'signature_missing') ? next : first;
}

/** A signed timestamp outside the window is refused before the signature is computed: it is cheaper. */
export function checkHeaderAge(presented: Presented, now: number, settings: AgeSettings): Refusal | undefined {
	if (presented.kind !== 'hmac' || presented.scheme.age.of !== 'header' || presented.signedAt === undefined) return undefined;
	const limitSeconds = ageLimit(settings, presented.scheme.age.defaultSeconds);
	const age = ageInSeconds(presented.signedAt, now);
	return isWithin(age, limitSeconds) ? undefined : { reason: 'timestamp_outside_window', ageSeconds: age, limitSeconds };
}

/** Proves who sent the delivery. */
export function authenticate(presented: Presented, headers: Headers, access: Access): Authenticated {
	if (presented.kind === 'sharedHeader') return compareSharedHeader(presented, headers, access);
	for (const form of presented.scheme.forms) {
		const bytes = form.arrange(presented.delivery);
		if (bytes === undefined) continue;
		if (access.secrets.some(({ value }) => isSignedWith(value, bytes, presented.signature))) {
			return { ok: true, scheme: `hmac-sha256 ${form.name}`, presented, document: form.document?.(presented.delivery) };
		}
	}
	return { ok: false, refusal: whyMismatch(presented, access) };
}

export type HmacPresented = Extract<Presented, { kind: 'hmac' }>;

/** Whether the signature is that of the bytes; the comparison takes the same time for each signature. */
export function isSignedWith(secret: string | Buffer, bytes: ReadonlyArray<string | Buffer>, signature: Buffer): boolean {
	const hmac = createHmac('sha256', secret);
	for (const part of bytes) hmac.update(part);
	return timingSafeEqual(hmac.digest(), signature);
}

/** Costs a second look only where our own credential has white space around a secret. */
function whyMismatch(presented: HmacPresented, access: Access): Refusal {
	const header = presented.scheme.signatureHeader;
	const padded = access.secrets.find(({ value }) => value !== value.trim());
	if (padded !== undefined) {
		const fits = presented.scheme.forms.some((form) => {
			const bytes = form.arrange(presented.delivery);
			return bytes !== undefined && isSignedWith(padded.value.trim(), bytes, presented.signature);
		});
		if (fits) return { reason: 'secret_has_white_space', field: padded.field };
	}
	return { reason: 'signature_mismatch', header, whichSecret: access.whichSecret };
}

function compareSharedHeader(presented: Presented, headers: Headers, access: Access): Authenticated {
	const header = access.shownName;
	const received = headers[access.headerName];
	if (received === undefined || received === '') return { ok: false, refusal: { reason: 'shared_header_missing', header } };
	const text = typeof received === 'string' ? received : '';
	// A secret may itself look like a list.
	const values = new Set([text, sayOnce(text)]);
	let matches = false;
	for (const { value } of access.secrets) {
		// HTTP strips white space around a header's value, so it cannot be part of the secret.
		for (const each of values) if (fitsSharedHeader(value.trim(), each)) matches = true;
	}
	return matches
		? { ok: true, scheme: 'shared-header', presented }
		: { ok: false, refusal: { reason: 'shared_header_mismatch', header } };
}
