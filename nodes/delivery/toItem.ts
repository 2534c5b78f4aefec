import type { DeliveryEvent } from './event';
import type { DeliveryItem } from './item';
import type { JsonObject } from './json';
import type { Headers } from './verification/authenticate';

/** Puts an event into the frame that all providers share. `now` in milliseconds since 1970. */
export function toItem(
	provider: string,
	event: DeliveryEvent,
	payload: JsonObject,
	delivery: DeliveryItem['delivery'],
	now: number,
	headers?: DeliveryItem['headers'],
): DeliveryItem {
	return {
		provider,
		event: event.event,
		status: event.status,
		outcome: event.outcome,
		runId: event.runId,
		...(event.sessionId !== undefined && { sessionId: event.sessionId }),
		...(event.workflowId !== undefined && { workflowId: event.workflowId }),
		...(event.recipeId !== undefined && { recipeId: event.recipeId }),
		occurredAt: event.occurredAt === undefined ? null : new Date(event.occurredAt).toISOString(),
		receivedAt: new Date(now).toISOString(),
		metadata: event.metadata,
		output: event.output,
		error: event.error,
		files: event.files,
		delivery,
		...(headers && { headers }),
		payload,
	};
}

/** What proxies add tells by its name as well. */
const SECRET_HEADER = /auth|token|secret|cookie|api-?key|password/;

interface Withheld {
	/** In lower case. */
	readonly headerName: string;
	readonly secrets: readonly string[];
}

/** The headers that may be shown: an item is stored and read by people who may not see the credential. */
export function publicHeaders(headers: Headers, { headerName, secrets }: Withheld): Record<string, string> {
	const shown: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined || name === headerName || SECRET_HEADER.test(name)) continue;
		const text = typeof value === 'string' ? value : value.join(', ');
		// A proxy may copy the header that holds the secret to another one.
		if (!secrets.some((secret) => text.includes(secret))) shown[name] = text;
	}
	return shown;
}
