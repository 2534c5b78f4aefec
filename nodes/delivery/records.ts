import type { DeliveryItem } from './item';
import type { Json, JsonObject } from './json';

/** In characters. */
const LONGEST_TEXT = 1000;
/** In characters, of all that stays of one object. */
const ROOM = 4000;

/**
 * One item for each record of a list, in its order, each with the whole frame; any other output is one record.
 * An empty list has no item where the run succeeded; one that did not is always told of.
 */
export function recordsOf(item: DeliveryItem): DeliveryItem[] {
	const { output } = item;
	if (!Array.isArray(output)) return [withRecord(item, output, 0, 1)];
	if (output.length === 0) return item.outcome === 'succeeded' && item.error === null ? [] : [withRecord(item, null, 0, 0)];
	const first = { ...item, payload: plainMembers(item.payload) };
	// What belongs to the run and may be long stands on the first item alone, like its binary data.
	const { result, metadata, error } = item;
	const others = {
		...first,
		files: [],
		metadata: JSON.stringify(metadata).length <= ROOM ? metadata : plainMembers(metadata),
		error: error === null || error.length <= LONGEST_TEXT ? error : `${error.slice(0, LONGEST_TEXT)}…`,
		...(result !== undefined && { result: JSON.stringify(result).length <= ROOM ? withoutLists(result) : plainMembers(result) }),
	};
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
 * that may hold the records themselves, nor of ten thousand short members beside them.
 */
function plainMembers(object: JsonObject): JsonObject {
	let room = ROOM;
	return Object.fromEntries(
		Object.entries(object).filter(([key, value]) => {
			if (typeof value === 'object' ? value !== null : typeof value === 'string' && value.length > LONGEST_TEXT) return false;
			room -= key.length + String(value).length;
			return room >= 0;
		}),
	);
}
