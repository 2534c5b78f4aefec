import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import type { Provider } from './provider';
import type { HmacScheme, SharedHeaderScheme } from './scheme';
import { rawBodyForm, SignedDelivery } from './scheme';
import type { AgeSettings } from './timestamp';
import { ageInSeconds, ageLimit, isWithin, parseHeaderTime } from './timestamp';
import type { Refusal } from './verdict';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The secrets that verify a delivery: never empty, the current one first. */
export interface Access {
	readonly secrets: readonly Secret[];
	/** The header of a shared-header scheme, lower case. */
	readonly headerName: string;
}

export interface Secret {
	readonly field: string;
	readonly value: string;
}

/** A delivery whose headers have the right shape. Nothing is known yet about who sent it. */
export type Presented =
	| { readonly kind: 'hmac'; readonly scheme: HmacScheme; readonly signature: Buffer; readonly signedAt: number | undefined; readonly delivery: SignedDelivery }
	| { readonly kind: 'sharedHeader'; readonly scheme: SharedHeaderScheme };

export type Authenticated =
	| { readonly ok: true; readonly scheme: string; readonly presented: Presented }
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
			presented.push({ kind: 'sharedHeader', scheme });
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
	const prefix = scheme.optionalPrefix ?? '';
	const hex = text.startsWith(prefix) ? text.slice(prefix.length) : text;
	if (!HEX_SHA256.test(hex)) return { reason: 'signature_malformed', header };

	let timestamp = '';
	let signedAt: number | undefined;
	if (scheme.timestampHeader !== undefined) {
		const value = headers[scheme.timestampHeader];
		if (value === undefined) return { reason: 'timestamp_missing', header: scheme.timestampHeader };
		signedAt = typeof value === 'string' ? parseHeaderTime(value) : undefined;
		if (typeof value !== 'string' || signedAt === undefined) {
			return { reason: 'timestamp_malformed', header: scheme.timestampHeader };
		}
		timestamp = value;
	}
	const signature = Buffer.from(hex, 'hex');
	return { kind: 'hmac', scheme, signature, signedAt, delivery: new SignedDelivery(rawBody, timestamp) };
}

/** The header of another provider or generation, which tells that a delivery went to the wrong URL. */
function otherSignature(headers: Headers): string | undefined {
	return ['x-browser-use-signature', 'x-webhook-signature', 'x-skyvern-signature'].find(
		(name) => headers[name] !== undefined,
	);
}

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

/** Proves who sent the delivery. `explain` spends more work on telling why it fails: only while a person waits. */
export function authenticate(presented: Presented, headers: Headers, access: Access, explain: boolean): Authenticated {
	if (presented.kind === 'sharedHeader') return compareSharedHeader(presented, headers, access);
	for (const form of presented.scheme.forms) {
		const bytes = form.arrange(presented.delivery);
		if (bytes === undefined) continue;
		if (access.secrets.some(({ value }) => isSignedWith(value, bytes, presented.signature))) {
			return { ok: true, scheme: `hmac-sha256 ${form.name}`, presented };
		}
	}
	return { ok: false, refusal: explain ? explainMismatch(presented, access) : whyMismatch(presented, access) };
}

type HmacPresented = Extract<Presented, { kind: 'hmac' }>;

function isSignedWith(secret: string, bytes: ReadonlyArray<string | Buffer>, signature: Buffer): boolean {
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
	return { reason: 'signature_mismatch', header };
}

function explainMismatch(presented: HmacPresented, access: Access): Refusal {
	const why = whyMismatch(presented, access);
	if (why.reason !== 'signature_mismatch') return why;
	const header = presented.scheme.signatureHeader;
	const fits = (bytes: ReadonlyArray<string | Buffer>) =>
		access.secrets.some(({ value }) => isSignedWith(value, bytes, presented.signature));
	if (!presented.scheme.forms.includes(rawBodyForm)) {
		return fits([presented.delivery.rawBody]) ? { reason: 'signature_other_generation', header } : why;
	}
	return usualSerialisations(presented.delivery.rawBody).some((text) => fits([text])) ? { reason: 'body_reserialised', header } : why;
}

/** The texts that a proxy which parses and prints JSON would have received. */
function usualSerialisations(rawBody: Buffer): string[] {
	try {
		const value: unknown = JSON.parse(rawBody.toString('utf8'));
		return [JSON.stringify(value), JSON.stringify(value, null, 2)];
	} catch {
		return [];
	}
}

function compareSharedHeader(presented: Presented, headers: Headers, access: Access): Authenticated {
	const header = access.headerName;
	const received = headers[header];
	if (received === undefined || received === '') return { ok: false, refusal: { reason: 'shared_header_missing', header } };
	// Digests have one length, so the comparison tells nothing about the length of the secret either.
	const digest = sha256(Buffer.from(typeof received === 'string' ? received : '', 'latin1'));
	let matches = false;
	for (const { value } of access.secrets) {
		// HTTP strips white space around a header's value, so it cannot be part of the secret.
		const expected = value.trim();
		const utf8 = Buffer.from(expected, 'utf8');
		if (timingSafeEqual(sha256(utf8), digest)) matches = true;
		// A sender may also write an accented secret in Latin-1, which only holds code points up to 255.
		if (utf8.length === expected.length) continue;
		const latin1 = Buffer.from(expected, 'latin1');
		if (latin1.toString('latin1') === expected && timingSafeEqual(sha256(latin1), digest)) matches = true;
	}
	return matches
		? { ok: true, scheme: 'shared-header', presented }
		: { ok: false, refusal: { reason: 'shared_header_mismatch', header } };
}

function sha256(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}
