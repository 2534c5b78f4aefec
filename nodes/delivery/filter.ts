import type { DeliveryEvent, MatchableId } from './event';
import type { IgnoredReason } from './verdict';

/** What the user lets through. Within one list any value will do; all lists must agree. Empty = no restriction. */
export interface Filter {
	/** Empty = every event but test pings; `other` = every event that the node does not list. */
	readonly events: readonly string[];
	readonly statuses: readonly string[];
	/** Whether a run that goes on is kept out. */
	readonly endedOnly?: boolean;
	readonly ids: ReadonlyArray<{ readonly id: MatchableId; readonly values: readonly string[] }>;
	readonly metadata: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

export const OTHER_EVENT = 'other';

/** Why an event does not pass; undefined when it does. `listed`: the events that the node offers by name. */
export function whyFiltered(
	event: DeliveryEvent,
	filter: Filter,
	listed: readonly string[],
): IgnoredReason | undefined {
	const isTest = event.outcome === 'test';
	const name = listed.includes(event.event) ? event.event : OTHER_EVENT;
	if (filter.events.length === 0 ? isTest : !filter.events.includes(name)) {
		return isTest ? 'test_ping' : 'event_not_selected';
	}
	// A test is made up: it has no status, run or metadata that a filter for real runs could match.
	if (isTest) return undefined;
	if (filter.statuses.length > 0 && (event.status === null || !filter.statuses.includes(event.status))) {
		return 'status_not_selected';
	}
	if (filter.endedOnly === true && event.outcome === 'inProgress') return 'status_not_selected';
	for (const { id, values } of filter.ids) {
		const actual = event[id] ?? undefined;
		if (values.length > 0 && (actual === undefined || !values.includes(actual))) return 'id_not_matched';
	}
	for (const { key, value } of filter.metadata) {
		if (!Object.hasOwn(event.metadata, key) || textOf(event.metadata[key]) !== value) return 'metadata_not_matched';
	}
	return undefined;
}

/** A user types text: 7 matches "7", and an object matches its JSON. */
function textOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
