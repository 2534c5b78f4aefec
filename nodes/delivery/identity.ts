import { createHash } from 'node:crypto';

import type { DeliveryEvent } from './event';
import type { JsonObject } from './json';

/** 128 bits: short to read and store, and no two events will ever share one. */
const HEX_LENGTH = 32;

/**
 * What makes two deliveries the same event: a digest, so that it names no person and no customer. An event
 * without a run is told by all it says.
 */
export function deliveryId(providerId: string, event: DeliveryEvent, payload: JsonObject): string {
	const parts = [providerId, event.event, event.sameAs ?? event.status, event.runId ?? payload, event.occurrence];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HEX_LENGTH);
}
