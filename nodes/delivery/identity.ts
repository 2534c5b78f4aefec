import { createHash } from 'node:crypto';

import type { DeliveryEvent } from './event';
import type { Json, JsonObject } from './json';
import { asObject } from './json';

/** 128 bits: short to read and store, and no two events will ever share one. */
const HEX_LENGTH = 32;

/**
 * What makes two deliveries the same event: a digest, so that it names no person and no customer. An event
 * without a run is told by all it says.
 */
export function deliveryId(providerId: string, event: DeliveryEvent, payload: JsonObject): string {
	const parts = [providerId, event.event, event.sameAs ?? event.status, event.runId ?? unordered(payload), event.occurrence];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HEX_LENGTH);
}

/**
 * The document in one spelling, whatever the order of its members and its white space: neither is covered by every
 * signature, so that anybody could make a second event of a captured one.
 */
export function unordered(value: Json): string {
	return JSON.stringify(value, (_key, inner: Json) => {
		const object = asObject(inner);
		// With entries, and not by assignment, which would lose a member named __proto__.
		return object === undefined ? inner : Object.fromEntries(Object.keys(object).sort().map((key) => [key, object[key]]));
	});
}
