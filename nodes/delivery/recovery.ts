import type { DeliveryEvent } from './event';
import type { Json, JsonObject } from './json';
import { asObject } from './json';

/** How a provider lists its runs, and how one of them reads. */
export interface Recovery {
	/** The path and query of a page, 1 being the newest. */
	readonly listPath: (page: number, pageSize: number) => string;
	/** The runs of a page; undefined when the answer is not a page. */
	readonly runsOf: (page: Json) => readonly Json[] | undefined;
	/** What tells whether a run is due; undefined for what is not a run. */
	readonly listed: (run: JsonObject) => ListedRun | undefined;
	/** The only page names the latest run alone: each has to be remembered until it has ended and was seen to. */
	readonly isLatestOnly?: true;
	/** The path of the whole run, where a page has less than a delivery. */
	readonly runPath?: (id: string) => string;
	/** Where the answer at that path holds the run; undefined when it holds none. */
	readonly runOf?: (answer: JsonObject) => JsonObject | undefined;
	/** The same event as the run's delivery would have given. */
	readonly read: (run: JsonObject) => DeliveryEvent | undefined;
}

/** Times in milliseconds since 1970. */
export interface ListedRun {
	readonly id: string;
	readonly hasEnded: boolean;
	readonly startedAt?: number;
	readonly endedAt?: number;
}

/** What must be remembered from one look to the next. Times in milliseconds since 1970. */
export interface Looks {
	/** Recovery was switched on then: what ended before is history. */
	readonly since: number;
	/** Everything that ended before this time has been seen to. */
	readonly lookedAt: number;
	/** The same for the look before: by now n8n has stored what that one emitted. This is what is kept across restarts. */
	readonly settledAt: number;
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
	const { since, lookedAt } = (kept ?? {}) as { readonly since?: unknown; readonly lookedAt?: unknown };
	if (typeof since !== 'number' || typeof lookedAt !== 'number' || !(since <= lookedAt) || lookedAt > now) {
		return { since: now, lookedAt: now, settledAt: now };
	}
	return { since, lookedAt, settledAt: lookedAt };
}

export function afterLook({ since, lookedAt }: Looks, startedAt: number): Looks {
	return { since, lookedAt: startedAt, settledAt: lookedAt };
}

/** n8n did not take a run: the next look must reach back to it. */
export function reachBackTo({ since, lookedAt, settledAt }: Looks, endedAt: number): Looks {
	return { since, lookedAt: Math.min(lookedAt, endedAt), settledAt: Math.min(settledAt, endedAt) };
}

export interface DueRun extends ListedRun {
	/** As the page has it; without members where only the id is known. */
	readonly run: JsonObject;
}

export interface Page {
	readonly due: readonly DueRun[];
	/** Why no further page is needed, or possible; undefined when there may be more. */
	readonly end?: 'last' | 'older' | 'repeated';
}

/** Reads one page, newest first. `seen` holds the runs of earlier pages and takes those of this one. */
export function readPage(recovery: Recovery, runs: readonly Json[], pageSize: number, window: Window, seen: Set<string>): Page {
	const due: DueRun[] = [];
	let isRepeated = runs.length > 0;
	let isOlder = false;
	for (const entry of runs) {
		const run = asObject(entry);
		const listed = run === undefined ? undefined : recovery.listed(run);
		if (run === undefined || listed === undefined || seen.has(listed.id)) continue;
		seen.add(listed.id);
		isRepeated = false;
		isOlder = listed.startedAt !== undefined && listed.startedAt < window.startedFrom;
		// Without a time of its end, the whole run may tell it; else one that started within the window has ended within it too.
		const mayTell = recovery.runPath !== undefined && listed.endedAt === undefined && !isOlder;
		const endedAt = listed.endedAt ?? (mayTell ? window.endedUntil : listed.startedAt);
		if (!listed.hasEnded || endedAt === undefined) continue;
		if (endedAt >= window.endedFrom && endedAt <= window.endedUntil) due.push({ ...listed, run });
	}
	if (runs.length < pageSize) return { due, end: 'last' };
	if (isRepeated) return { due, end: 'repeated' };
	return isOlder ? { due, end: 'older' } : { due };
}
