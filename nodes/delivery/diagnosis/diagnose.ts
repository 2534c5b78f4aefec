import type { DeliveryRequest } from '../judge';
import type { Provider } from '../provider';
import type { Refusal } from '../verdict';
import { accessFor, isPlausibleName, readAccess } from '../verification/access';
import type { Access, Headers, HmacPresented, Presented } from '../verification/authenticate';
import { isSignedWith, readHeaders, SENDERS } from '../verification/authenticate';
import type { SignedForm } from '../verification/scheme';
import { rawBodyForm, SignedDelivery, timestampedRawForm } from '../verification/scheme';
import { fitsSharedHeader } from '../verification/sharedHeader';
import { otherZone } from '../verification/timestamp';
import { bodiesBefore, ENCODINGS } from './byteChanges';
import { fitting, HEADERS_COMPARED, otherField, otherFieldInHeaders } from './otherField';
import { isSorted, reprint } from './reprint';
import { secretsMeant } from './secretSlips';

/** In bytes; a larger body is not signed over and over. */
const LARGEST_BODY = 1_000_000;

type Credential = Readonly<Record<string, unknown>>;

/**
 * The known cause that fits a refused delivery best, or the refusal as it was. Costs up to some hundred signatures of
 * the body, so that it is only for a person who waits, or for what the log admits. Never throws on a delivery that
 * was judged. `data`: the decrypted credential.
 */
export function diagnose(provider: Provider, { headers, rawBody }: DeliveryRequest, refusal: Refusal, data: Credential): Refusal {
	const body = Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
	switch (refusal.reason) {
		case 'body_missing':
			return truncated(headers, body) ?? refusal;
		case 'signature_missing':
			return otherProvider(provider, headers) ?? otherFieldInHeaders(provider, headers, data) ?? refusal;
		case 'body_outside_window':
			return { ...refusal, hours: otherZone(refusal.ageSeconds) };
		case 'timestamp_outside_window':
		case 'signature_mismatch':
		case 'shared_header_missing':
		case 'shared_header_mismatch': {
			const all = readAccess(provider.credential, data);
			if ('reason' in all) return refusal;
			if (refusal.reason === 'shared_header_missing' || refusal.reason === 'shared_header_mismatch') {
				return sharedHeader(provider, headers, accessFor('sharedHeader', all), data) ?? otherProvider(provider, headers) ?? signed(provider, headers, body, data) ?? refusal;
			}
			const access = accessFor('hmac', all);
			if (body.length > LARGEST_BODY) return (refusal.reason === 'signature_mismatch' ? apiKeyAsSecret(provider, access) : undefined) ?? refusal;
			const presented = readHeaders(provider, headers, body);
			const signatures = 'reason' in presented ? [] : presented.filter((each) => each.kind === 'hmac');
			if (refusal.reason === 'timestamp_outside_window') {
				const genuine = signatures.some((each) => {
					const signed = signerOf(each, each.delivery, each.scheme.forms);
					return access.secrets.some(({ value }) => signed(value));
				});
				return { ...refusal, genuine, hours: otherZone(refusal.ageSeconds) };
			}
			const cut = truncated(headers, body);
			if (cut !== undefined) return cut;
			for (const each of signatures) {
				const cause = signature(provider, headers, each, access, data);
				if (cause !== undefined) return cause;
			}
			return apiKeyAsSecret(provider, access) ?? { ...refusal, searched: true, ...(arrivesSorted(signatures, body) && { sorted: true }) };
		}
		default:
			return refusal;
	}
}

/** Where the bytes are signed, a hint at a relay that sorts keys: no provider does, and nobody can tell in which order they stood. */
function arrivesSorted(signatures: readonly HmacPresented[], body: Buffer): boolean {
	return signatures.some(({ scheme }) => scheme.forms.every((form) => form === rawBodyForm)) && isSorted(body.toString('utf8'));
}

/** Fewer bytes than the sender announced. A compressed body is announced by its length before decompression. */
function truncated(headers: Headers, body: Buffer): Refusal | undefined {
	const length = headers['content-length'];
	if (typeof length !== 'string' || !/^\d{1,15}$/.test(length) || headers['content-encoding'] !== undefined) return undefined;
	const announced = Number(length);
	return announced > body.length ? { reason: 'body_truncated', announced, received: body.length } : undefined;
}

function otherProvider({ label }: Provider, headers: Headers): Refusal | undefined {
	for (const [found, sender] of SENDERS) {
		if (headers[found] !== undefined && sender !== label) return { reason: 'other_provider', found, sender };
	}
	return undefined;
}

/** Arranges the signed bytes once; what it returns tells whether a key signed them. */
function signerOf({ signature: sent }: HmacPresented, delivery: SignedDelivery, forms: readonly SignedForm[]): (key: string | Buffer) => boolean {
	const arranged = forms.map((form) => form.arrange(delivery)).filter((bytes) => bytes !== undefined);
	return (key) => arranged.some((bytes) => isSignedWith(key, bytes, sent));
}

function signature(provider: Provider, headers: Headers, presented: HmacPresented, access: Access, data: Credential): Refusal | undefined {
	const header = presented.scheme.signatureHeader;
	const { rawBody, timestamp } = presented.delivery;
	const ours = (body: Buffer, forms: readonly SignedForm[]) => {
		const signed = signerOf(presented, new SignedDelivery(body, timestamp), forms);
		return access.secrets.some(({ value }) => signed(value));
	};

	const secret = otherSecret('hmac', provider, access, data, signerOf(presented, presented.delivery, presented.scheme.forms));
	if (secret !== undefined) return secret;
	const signs = otherGeneration(provider, headers, presented, access);
	if (signs !== undefined) return { reason: 'signature_other_generation', header, signs };
	// The canonical form is the same however a body is printed, as long as it says the same; what says else is printed in it as well.
	const { forms } = presented.scheme;
	const ofBytes = forms.filter((form) => form === rawBodyForm || form === timestampedRawForm);
	for (const { change, body } of bodiesBefore(rawBody)) {
		if (ours(body, ENCODINGS.includes(change) ? forms : ofBytes)) return { reason: 'body_reencoded', header, change };
	}
	for (const { printing, text } of reprint(rawBody.toString('utf8'), provider.memberOrder)) {
		// Who prints into a file or a pipe often ends the last line.
		if (ours(Buffer.from(text), ofBytes) || ours(Buffer.from(`${text}\n`), ofBytes)) return { reason: 'body_reserialised', header, printing };
	}
	return undefined;
}

/** The form of another generation that fits: what a relay signs that renames headers. */
function otherGeneration({ schemes }: Provider, headers: Headers, presented: HmacPresented, access: Access): 'body' | 'timestamp and body' | undefined {
	const { rawBody } = presented.delivery;
	const known = schemes.filter((scheme) => scheme.kind === 'hmac').filter(({ largestBody = Infinity }) => rawBody.length <= largestBody);
	const forms = [rawBodyForm, ...known.flatMap(({ forms: all }) => all)].filter((form) => !presented.scheme.forms.includes(form));
	const times = known.flatMap(({ timestampHeader }) => (timestampHeader === undefined ? [] : headers[timestampHeader]));
	const matches = (timestamp: string, tried: readonly SignedForm[]) => {
		const signed = signerOf(presented, new SignedDelivery(rawBody, timestamp), tried);
		return access.secrets.some(({ value }) => signed(value));
	};
	if (forms.includes(rawBodyForm) && matches('', [rawBodyForm])) return 'body';
	const timed = forms.filter((form) => form !== rawBodyForm);
	return times.some((time) => typeof time === 'string' && matches(time, timed)) ? 'timestamp and body' : undefined;
}

/** The field that holds the right secret, or that nearly holds it. */
function otherSecret(kind: Presented['kind'], provider: Provider, access: Access, data: Credential, matches: (key: string | Buffer) => boolean): Refusal | undefined {
	for (const { field, value } of access.secrets) {
		const meant = secretsMeant(value).find(({ key }) => matches(key));
		if (meant !== undefined) return { reason: 'secret_miswritten', field, slip: meant.slip };
	}
	return otherField(kind, provider, data, matches);
}

/** A signed delivery where the credential only holds what is sent in a header: perhaps that is what signs. */
function signed(provider: Provider, headers: Headers, body: Buffer, data: Credential): Refusal | undefined {
	const presented = body.length > LARGEST_BODY ? [] : readHeaders(provider, headers, body);
	if ('reason' in presented) return undefined;
	for (const each of presented) {
		const cause = each.kind === 'hmac' ? otherField('hmac', provider, data, signerOf(each, each.delivery, each.scheme.forms)) : undefined;
		if (cause !== undefined) return cause;
	}
	return undefined;
}

function apiKeyAsSecret({ api, credential, label }: Provider, { secrets }: Access): Refusal | undefined {
	const { keyPrefix, apiKey } = api;
	const key = secrets.find(({ value }) => keyPrefix !== undefined && value.trim().startsWith(keyPrefix));
	const signsWithIt = credential.secrets.some(({ name }) => name === apiKey.name);
	return key === undefined || signsWithIt ? undefined : { reason: 'secret_is_api_key', field: key.field, sender: label, belongs: apiKey.label };
}

function sharedHeader(provider: Provider, headers: Headers, access: Access, data: Credential): Refusal | undefined {
	const received = headers[access.headerName];
	if (typeof received === 'string' && received !== '') {
		return otherSecret('sharedHeader', provider, access, data, fitting(received));
	}
	for (const [found, value] of Object.entries(headers).slice(0, HEADERS_COMPARED)) {
		if (typeof value === 'string' && access.secrets.some((secret) => fitsSharedHeader(secret.value.trim(), value))) {
			return { reason: 'shared_header_elsewhere', header: access.shownName, found: isPlausibleName(found) ? found : undefined };
		}
	}
	return undefined;
}
