import type { DeliveryEvent } from './event';
import type { Json, JsonObject } from './json';

/** One of a provider's lists of runs, newest first, and how one of its runs reads. */
export interface Recovery {
	/** What tells it from the provider's other lists, in the log and in what is remembered; the first may go without. */
	readonly name?: string;
	/** The path and query of a page, 1 being the newest; of a list that is read by cursor, what the page before named. */
	readonly listPath: (page: number, pageSize: number, cursor?: string) => string;
	/** The runs of a page; undefined when the answer is not a page. */
	readonly runsOf: (page: Json) => readonly Json[] | undefined;
	/** Where the list goes on, null at its end; undefined when the answer does not say. Without it, the pages have numbers. */
	readonly cursorOf?: (page: Json) => string | null | undefined;
	/** What tells whether a run is due; undefined for what is not a run. */
	readonly listed: (run: JsonObject) => ListedRun | undefined;
	/** There is one page, which names the latest run alone. */
	readonly isLatestOnly?: true;
	/** The list alone will not tell when a run has ended: each has to be remembered until it has ended and was seen to. */
	readonly isFollowed?: true;
	/** The lists before may hold the same runs under another id: it waits for them, and leaves out what they name. */
	readonly isListedBefore?: true;
	/** The path of the whole run, where a page has less than a delivery. */
	readonly runPath?: (id: string) => string;
	/** Where the answer at that path holds the run; undefined when it holds none. */
	readonly runOf?: (answer: JsonObject, id: string) => JsonObject | undefined;
	/** The same event as the run's delivery would have given. */
	readonly read: (run: JsonObject) => DeliveryEvent | undefined;
	/** Where a page does not say how a run ended: the events of which its delivery was one. */
	readonly endings?: (id: string) => readonly DeliveryEvent[];
	/** When the whole run ended, in milliseconds since 1970, where that is not the time of its event. */
	readonly endedAt?: (run: JsonObject) => number | undefined;
}

/** Times in milliseconds since 1970. */
export interface ListedRun {
	readonly id: string;
	/** It has, or only the whole run can tell. */
	readonly hasEnded: boolean;
	readonly startedAt?: number;
	readonly endedAt?: number;
	/** Another list may hold the same run under this id. */
	readonly otherId?: string;
}

export interface DueRun extends ListedRun {
	/** As the page has it; without members where only the id is known. */
	readonly run: JsonObject;
}

/** What must be remembered of a list from one look to the next. Times in milliseconds since 1970. */
export interface Looks {
	/** Recovery was switched on then: what ended before is history. */
	readonly since: number;
	/** Everything that ended before this time has been seen to, but for the open ones. */
	readonly lookedAt: number;
	/** The same for the look before: by now n8n has stored what that one emitted. This is what is kept across restarts. */
	readonly settledAt: number;
	/** The followed runs that were not seen to by then, by id. */
	readonly open?: readonly string[];
	readonly settledOpen?: readonly string[];
}

/** The delivery of a run that has just ended is on its way. */
export const GRACE_MS = 10_000;
/** Clocks differ, and a run may show up in the list a while after it ended. */
export const OVERLAP_MS = 10 * 60_000;
/** As far as claims reach: beyond, nobody could tell what was delivered. */
export const LOOK_BACK_MS = 2 * 86_400_000;
/** Pages are sorted by start: a run that took longer is overlooked. */
export const LONGEST_RUN_MS = 86_400_000;

/** Which runs are due: those that ended within. */
export interface Window {
	readonly endedFrom: number;
	readonly endedUntil: number;
	/** No run that started earlier can be due. */
	readonly startedFrom: number;
}

export function windowOf({ since, lookedAt }: Looks, now: number): Window {
	// A clock that was set back must not stop the looking.
	const endedFrom = Math.max(Math.min(since, now), Math.min(lookedAt, now) - OVERLAP_MS, now - LOOK_BACK_MS);
	return { endedFrom, endedUntil: now - GRACE_MS, startedFrom: endedFrom - LONGEST_RUN_MS };
}

/** A first look, where nothing is remembered, and a memory from the future, where a clock was wrong, begin now. */
export function recall(kept: unknown, now: number): Looks {
	const { since, lookedAt, open } = (kept ?? {}) as { readonly since?: unknown; readonly lookedAt?: unknown; readonly open?: unknown };
	if (typeof since !== 'number' || typeof lookedAt !== 'number' || !(since <= lookedAt) || lookedAt > now) {
		return { since: now, lookedAt: now, settledAt: now };
	}
	const ids = Array.isArray(open) ? open.filter((id) => typeof id === 'string') : [];
	return { since, lookedAt, settledAt: lookedAt, ...(ids.length > 0 && { open: ids, settledOpen: ids }) };
}

/** `following`: the runs that are still to be seen to, by id. */
export function afterLook({ since, lookedAt, open }: Looks, startedAt: number, following: readonly string[] = []): Looks {
	return {
		since,
		lookedAt: startedAt,
		settledAt: lookedAt,
		...(following.length > 0 && { open: following }),
		...(open !== undefined && { settledOpen: open }),
	};
}

/** n8n did not take a run: the next look must reach back to it. */
export function reachBackTo(looks: Looks, endedAt: number): Looks {
	return { ...looks, lookedAt: Math.min(looks.lookedAt, endedAt), settledAt: Math.min(looks.settledAt, endedAt) };
}
