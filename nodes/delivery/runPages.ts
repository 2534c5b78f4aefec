import type { Json } from './json';
import { asObject, asText } from './json';
import type { DueRun, ListedRun, Recovery, Window } from './recovery';

const LARGEST_PAGE = 100;
const SMALLEST_PAGE = 50;
/** By how many entries a page reaches back into what has been read: so many runs may vanish meanwhile. */
const OVERLAP = 10;
/** So many pages in a row that hold nothing new: the list does not turn its pages, or grows faster than it is read. */
const MOST_REPEATS = 5;

export interface PageRequest {
	/** From 1. */
	readonly page: number;
	readonly size: number;
	readonly cursor?: string;
}

/**
 * Reads a list that changes while it is read. Pages by number move: each run that begins pushes one from this page to the next,
 * each that is deleted pulls one from the next page to this, where nobody would look again. So each page overlaps what was read,
 * and counts only where it holds a run that was read before: then there is no gap between the two, as long as the list keeps
 * its order. A cursor moves with the list.
 */
export class RunPages {
	/** By id. */
	readonly due = new Map<string, DueRun>();
	/** The ids of all runs that the pages name, due or not. */
	readonly ids = new Set<string>();
	/** The page that is to be asked for. */
	request: PageRequest = { page: 1, size: LARGEST_PAGE };
	/** What has been read from the newest run on, without a gap. */
	private readonly read = new Set<string>();
	private overlap = OVERLAP;
	/** How many entries from the top the last page has led. */
	private reach = 0;
	private repeats = 0;
	private readonly cursors = new Set<string>();

	constructor(
		private readonly recovery: Recovery,
		private readonly window: Window,
	) {}

	/** "Stuck": nothing more can be learnt, though there may be more. Undefined when the answer is not a page. */
	take(answer: Json): 'more' | 'end' | 'stuck' | undefined {
		const runs = this.recovery.runsOf(answer);
		if (runs === undefined) return undefined;
		const page = readPage(this.recovery, runs, this.window);
		if (this.recovery.cursorOf !== undefined) return this.takeNamed(page, this.recovery.cursorOf(answer));
		if (this.recovery.isLatestOnly !== true) return this.takeNumbered(page, runs.length);
		this.add(page);
		return 'end';
	}

	private takeNumbered(page: Page, length: number): 'more' | 'end' | 'stuck' {
		const { size } = this.request;
		const start = (this.request.page - 1) * size;
		const isJoined = page.listed.some(({ id }) => this.read.has(id));
		if (start > 0 && !isJoined) {
			// What lies between may have moved up: further up there is something that was read, or the top.
			this.overlap *= 2;
		} else {
			const before = this.read.size;
			this.add(page);
			if (length < size || page.isOlder) return 'end';
			this.reach = start + length;
			this.overlap = OVERLAP;
			this.repeats = this.read.size === before ? this.repeats + 1 : 0;
			if (this.repeats === MOST_REPEATS) return 'stuck';
		}
		this.request = pageOver(this.reach, this.overlap);
		return 'more';
	}

	private takeNamed(page: Page, cursor: string | null | undefined): 'more' | 'end' | 'stuck' | undefined {
		if (cursor === undefined) return undefined;
		this.add(page);
		if (cursor === null || page.isOlder) return 'end';
		if (this.cursors.has(cursor)) return 'stuck';
		this.cursors.add(cursor);
		this.request = { page: this.request.page + 1, size: LARGEST_PAGE, cursor };
		return 'more';
	}

	private add({ listed, due }: Page): void {
		for (const { id, otherId } of listed) {
			this.read.add(id);
			this.ids.add(id);
			if (otherId !== undefined) this.ids.add(otherId);
		}
		for (const run of due) this.due.set(run.id, run);
	}
}

/** The page that begins so many entries before what was reached, or more, and leads furthest. */
export function pageOver(reach: number, overlap: number): PageRequest {
	const from = Math.max(reach - overlap, 0);
	let furthest: PageRequest = { page: 1, size: LARGEST_PAGE };
	for (let size = LARGEST_PAGE; size >= SMALLEST_PAGE; size -= 1) {
		const page = Math.floor(from / size) + 1;
		if (page * size > furthest.page * furthest.size) furthest = { page, size };
	}
	return furthest;
}

export interface Page {
	readonly listed: readonly ListedRun[];
	readonly due: readonly DueRun[];
	/** What follows started too early to be due. */
	readonly isOlder: boolean;
}

export function readPage(recovery: Recovery, runs: readonly Json[], window: Window): Page {
	const listed: ListedRun[] = [];
	const due: DueRun[] = [];
	for (const entry of runs) {
		const run = asObject(entry);
		const one = run === undefined ? undefined : recovery.listed(run);
		if (run === undefined || one === undefined) continue;
		listed.push(one);
		if (recovery.isFollowed === true ? isToFollow(one, window) : isDue(one, recovery, window)) due.push({ ...one, run });
	}
	const last = listed.at(-1)?.startedAt;
	return { listed, due, isOlder: last !== undefined && last < window.startedFrom };
}

function isDue({ hasEnded, startedAt, endedAt }: ListedRun, { runPath }: Recovery, window: Window): boolean {
	if (!hasEnded) return false;
	// Without a time of its end, the whole run may tell it; else one that started within the window has ended within it too.
	const mayTell = runPath !== undefined && !(startedAt !== undefined && startedAt < window.startedFrom);
	const ended = endedAt ?? (mayTell ? window.endedUntil : startedAt);
	return ended !== undefined && ended >= window.endedFrom && ended <= window.endedUntil;
}

/** A run that goes on, and one that may have ended since the last look: one that was there before is followed already. */
function isToFollow({ hasEnded, startedAt, endedAt }: ListedRun, { endedFrom }: Window): boolean {
	const latest = endedAt ?? (hasEnded ? startedAt : undefined);
	return latest === undefined || latest >= endedFrom;
}

/** Of an answer that says both whether there is more and where. */
export function cursorIn(cursor: Json | undefined, hasMore: Json | undefined): string | null | undefined {
	return hasMore === false ? null : (asText(cursor) ?? (hasMore === true ? undefined : null));
}
