import type { DeliveryItem } from './item';
import type { Json, JsonObject } from './json';

/** In characters. */
const LONGEST_TEXT = 1000;

/**
 * One item for each record of a list, in its order, each with the whole frame; any other output is one record.
 * An empty list has no item, unless something is to be said about it.
 */
export function recordsOf(item: DeliveryItem): DeliveryItem[] {
	const { output } = item;
	if (!Array.isArray(output)) return [withRecord(item, output, 0, 1)];
	if (output.length === 0 && item.error !== null) return [withRecord(item, null, 0, 0)];
	const payload = plainMembers(item.payload);
	const first = { ...item, payload };
	// What belongs to the run and may be long stands on the first item alone, like its binary data.
	const { result } = item;
	const others = { ...first, files: [], ...(result !== undefined && { result: withoutLists(result) }) };
	return output.map((record, index) => withRecord(index === 0 ? first : others, record, index, output.length));
}

function withRecord(item: DeliveryItem, output: Json, index: number, total: number): DeliveryItem {
	return { ...item, output, delivery: { ...item.delivery, index, total } };
}

function withoutLists(result: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(result).filter(([, value]) => !Array.isArray(value)));
}

/**
 * n8n stores and copies every item whole, so ten thousand records must not bring ten thousand copies of a body
 * that may hold the records themselves.
 */
function plainMembers(payload: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(payload).filter(([, value]) =>
			typeof value === 'string' ? value.length <= LONGEST_TEXT : typeof value !== 'object' || value === null,
		),
	);
}
