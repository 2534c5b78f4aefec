import type { Headers } from './authenticate';
import type { DeliveryItem } from './item';
import type { JsonObject } from './json';
import type { DeliveryEvent } from './provider';

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

const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];

/** The headers that may be shown: an item is stored and read by people who may not see the credential. */
export function publicHeaders(headers: Headers, secretHeader: string): Record<string, string> {
	const shown: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined || name === secretHeader || SECRET_HEADERS.includes(name)) continue;
		shown[name] = typeof value === 'string' ? value : value.join(', ');
	}
	return shown;
}
