/** What JSON.parse can return. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
	[key: string]: Json;
}

export function asObject(value: Json | undefined): JsonObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

export function asList(value: Json | undefined): Json[] {
	return Array.isArray(value) ? value : [];
}

/** A string that says something: undefined for '' and for every other type. */
export function asText(value: Json | undefined): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The deepest nesting that a body may have. n8n itself copies and evaluates items by recursion: an
 * expression that returns the payload fails from about 1,700 levels on (n8n 2.41), after the delivery
 * was acknowledged.
 */
export const MAX_DEPTH = 1000;

export type Parsed =
	| { readonly ok: true; readonly body: JsonObject }
	| { readonly ok: false; readonly refusal: BodyRefusal };

export type BodyRefusal =
	| { readonly reason: 'body_not_json' | 'body_not_object' }
	| { readonly reason: 'body_too_deep'; readonly levels: number };

/**
 * Parses the exact bytes that were authenticated, and not n8n's own reading of them: that one follows
 * the request's charset, which no provider signs.
 */
export function parseBody(rawBody: Buffer): Parsed {
	let value: Json;
	try {
		value = JSON.parse(utf8.decode(rawBody)) as Json;
	} catch {
		return { ok: false, refusal: { reason: 'body_not_json' } };
	}
	const body = asObject(value);
	if (body === undefined) return { ok: false, refusal: { reason: 'body_not_object' } };
	// Every level takes two characters at least, so a short body cannot be too deep.
	if (rawBody.length > 2 * MAX_DEPTH && isDeeperThan(body, MAX_DEPTH)) {
		return { ok: false, refusal: { reason: 'body_too_deep', levels: MAX_DEPTH } };
	}
	return { ok: true, body };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Whether any value stands more than that many levels deep. */
export function isDeeperThan(value: Json, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	for (const child of Array.isArray(value) ? value : Object.values(value)) {
		if (isDeeperThan(child, levels - 1)) return true;
	}
	return false;
}
