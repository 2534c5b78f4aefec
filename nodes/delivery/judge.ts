import type { DeliveryEvent } from './event';
import type { Filter } from './filter';
import { whyFiltered } from './filter';
import { deliveryId } from './identity';
import { parseBody } from './json';
import type { Provider } from './provider';
import { publicHeaders, secretsIn, toItem } from './toItem';
import type { Refusal, Verdict } from './verdict';
import { refused } from './verdict';
import { accessFor, provableWith, readAccess } from './verification/access';
import type { Headers, Presented } from './verification/authenticate';
import { authenticate, checkHeaderAge, readHeaders } from './verification/authenticate';
import type { AgeSettings } from './verification/timestamp';
import { ageInSeconds, ageLimit, isWithin } from './verification/timestamp';

export interface DeliveryRequest {
	/** Names in lower case, as Node presents them. */
	readonly headers: Headers;
	/** The exact bytes after decompression; whatever else a host may hand over counts as no body. */
	readonly rawBody: unknown;
}

export interface Settings extends Filter, AgeSettings {
	readonly includeHeaders: boolean;
}

/** What a delivery may ask of its host, each only when everything cheaper has been passed. */
export interface Host {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Reads a body that the host has left unread. Absent where it has read every one. Never rejects. */
	readonly readBody?: () => Promise<Buffer | Refusal>;
	/** May throw or return a refusal when a parameter cannot be read. */
	readonly settings: () => Settings | Refusal;
	/** The decrypted credential. May reject. */
	readonly credential: () => Promise<Readonly<Record<string, unknown>>>;
	/** True for the first delivery of an event. Synchronous. */
	readonly claim: (id: string) => boolean;
	/** A person waits for the answer, so the verdict also says what was filtered out. */
	readonly explain: boolean;
}

/** Longer than any test ping, short enough to parse for an anonymous caller. */
const LONGEST_PING = 512;

/** request → raw bytes → authenticate → fresh → parse → read → filter → claim → item: the cheapest refusal first. */
export async function judge(provider: Provider, request: DeliveryRequest, host: Host): Promise<Verdict> {
	if (!isJsonType(request.headers['content-type'])) return refused({ reason: 'content_type_not_json' });
	let { rawBody } = request;
	if (rawBody === undefined && host.readBody !== undefined) {
		const refusal = await refusedUnread(provider, request.headers, host);
		if (refusal !== undefined) return refused(refusal);
		const read = await host.readBody();
		if ('reason' in read) return refused(read);
		rawBody = read;
	}
	if (!Buffer.isBuffer(rawBody) || rawBody.length === 0) return refused({ reason: 'body_missing' });

	const presented = readHeaders(provider, request.headers, rawBody);
	if ('reason' in presented) return unverified(provider, rawBody, presented);
	const settings = host.settings();
	if ('reason' in settings) return unverified(provider, rawBody, settings);

	const proven = await prove(provider, request.headers, rawBody, presented, settings, host);
	if ('reason' in proven) return unverified(provider, rawBody, proven);

	const parsed = parseBody(proven.document);
	if (!parsed.ok) return refused(parsed.refusal);
	const event = provider.read(parsed.body, proven.signedAt);
	if (event === undefined) return { kind: 'ignored', reason: 'no_run' };
	const stale = checkBodyAge(proven.presented, event, host.now, settings);
	if (stale !== undefined) return unverified(provider, rawBody, stale);

	const filtered = whyFiltered(event, settings, provider.events);
	if (filtered !== undefined) return { kind: 'ignored', reason: filtered, ...(host.explain && { filtered: { ...settings, event } }) };
	const id = deliveryId(provider.id, event, parsed.body);
	if (!host.claim(id)) return { kind: 'duplicate', id };
	const headers = settings.includeHeaders ? publicHeaders(request.headers, proven) : undefined;
	const item = toItem(provider.id, event, parsed.body, {
		id,
		scheme: proven.scheme,
		verified: proven.presented.kind === 'hmac' ? 'signature' : 'sharedHeader',
		source: 'webhook',
	}, host.now, headers);
	return { kind: 'accepted', item };
}

/**
 * What the headers alone tell. Reading keeps a body in memory and waits for its sender, so it is only done for headers
 * that could be the provider's; a shared header has to be the right one.
 */
async function refusedUnread(provider: Provider, headers: Headers, host: Host): Promise<Refusal | undefined> {
	const presented = readHeaders(provider, headers, Buffer.alloc(0));
	if ('reason' in presented) return presented;
	const settings = host.settings();
	if ('reason' in settings) return settings;
	const { fresh, stale } = splitByAge(presented, host.now, settings);
	if (fresh.length === 0) return stale;
	if (fresh.some(({ kind }) => kind === 'hmac')) return undefined;
	const proven = await prove(provider, headers, Buffer.alloc(0), fresh, settings, host);
	return 'reason' in proven ? proven : undefined;
}

function splitByAge(candidates: readonly Presented[], now: number, settings: Settings): { readonly fresh: readonly Presented[]; readonly stale?: Refusal } {
	const fresh: Presented[] = [];
	let stale: Refusal | undefined;
	for (const presented of candidates) {
		const refusal = checkHeaderAge(presented, now, settings);
		if (refusal === undefined) fresh.push(presented);
		else stale = refusal;
	}
	return { fresh, stale };
}

interface Proven {
	readonly presented: Presented;
	readonly scheme: string;
	readonly signedAt: number | undefined;
	readonly headerName: string;
	readonly secrets: readonly string[];
	/** What is proven, to be parsed. */
	readonly document: Buffer;
}

async function prove(
	provider: Provider,
	headers: Headers,
	rawBody: Buffer,
	candidates: readonly Presented[],
	settings: Settings,
	host: Host,
): Promise<Proven | Refusal> {
	const { fresh, stale } = splitByAge(candidates, host.now, settings);
	if (fresh.length === 0 && stale !== undefined) return stale;
	let refusal = stale;

	let data: Readonly<Record<string, unknown>>;
	try {
		data = await host.credential();
	} catch {
		return { reason: 'credential_unavailable', credential: provider.credential.label };
	}
	const access = readAccess(provider.credential, data);
	if ('reason' in access) return access;
	const provable = provableWith(access, fresh);
	if ('reason' in provable) return provable;
	for (const presented of provable) {
		const result = authenticate(presented, headers, accessFor(presented.kind, access));
		if (result.ok) {
			const signedAt = presented.kind === 'hmac' ? presented.signedAt : undefined;
			return { presented, scheme: result.scheme, signedAt, headerName: access.headerName, secrets: secretsIn(provider, data), document: result.document ?? rawBody };
		}
		refusal ??= result.refusal;
	}
	return refusal ?? { reason: 'unexpected' };
}

/**
 * Browser Use sends its test ping while the webhook is being created, before it shows the secret. The ping
 * carries nothing, so answering it lets nothing in; refusing it would make the webhook impossible to create.
 */
function unverified(provider: Provider, rawBody: Buffer, refusal: Refusal): Verdict {
	if (provider.isTestPing !== undefined && rawBody.length <= LONGEST_PING) {
		const parsed = parseBody(rawBody);
		if (parsed.ok && provider.isTestPing(parsed.body)) return { kind: 'ignored', reason: 'test_ping' };
	}
	return refused(refusal);
}

function checkBodyAge(
	{ scheme }: Presented,
	event: DeliveryEvent,
	now: number,
	settings: AgeSettings,
): Refusal | undefined {
	if (scheme.age.of !== 'body') return undefined;
	if (event.occurredAt === undefined) {
		return scheme.age.required && settings.maximumAge !== 0 ? { reason: 'body_time_missing' } : undefined;
	}
	const limitSeconds = ageLimit(settings, scheme.age.defaultSeconds);
	const age = ageInSeconds(event.occurredAt, now);
	return isWithin(age, limitSeconds) ? undefined : { reason: 'body_outside_window', ageSeconds: age, limitSeconds };
}

/** The members of a list; a comma within quotes parts nothing: RFC 9110, 5.6. */
const MEMBERS = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;

/** A header that a proxy sends twice arrives as a list: RFC 9110, 5.3. */
function isJsonType(header: Headers[string]): boolean {
	if (typeof header !== 'string') return false;
	const types = (header.match(MEMBERS) ?? []).map((type) => type.trim()).filter((type) => type !== '');
	return types.length > 0 && types.every((type) => /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type));
}
