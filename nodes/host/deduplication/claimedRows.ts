/** Longer than two processes take that are given the same event at the same moment, and than any call that is under way. */
const KEPT_MS = 60_000;
/** Of one node. Beyond, the oldest go at once: the fuller the rows, the fewer events find one that is free. */
const MOST_KEPT = 4096;
/** A later event waits for them, three calls each; and there may be many after a burst. */
const MOST_AT_ONCE = 5;

export interface Event {
	/** Names the event and the node. */
	readonly key: string;
	/** Names the execution too: tells one that another worker runs again, where the first has died, from a second execution. */
	readonly mark: string;
	/** Whether another process may be given the event: this one has not claimed it before its execution was stored. */
	readonly isShared: boolean;
}

/** A row, and the events that this process has claimed in it. */
export interface ClaimedRow {
	readonly name: string;
	readonly events: readonly Event[];
}

/**
 * The rows in which this process has claimed events. n8n never clears them and cannot list them, so who wrote one clears it. Without a
 * timer: when a later event comes.
 */
export class ClaimedRows {
	/** When each row was last written, the longest ago first; by node. */
	private readonly byNode = new Map<string, Map<string, { at: number; events: Event[] }>>();

	/** `now` in milliseconds. */
	note(node: string, row: string, event: Event, now: number): void {
		const rows = this.byNode.get(node) ?? new Map<string, { at: number; events: Event[] }>();
		this.byNode.set(node, rows);
		const others = rows.get(row)?.events ?? [];
		rows.delete(row);
		rows.set(row, { at: now, events: [...others, event] });
	}

	/** Which rows of the node are to be cleared now. They are not named again, unless they are noted again. */
	due(node: string, now: number): ClaimedRow[] {
		const rows = this.byNode.get(node);
		const due: ClaimedRow[] = [];
		for (const [name, { at, events }] of rows ?? []) {
			const isKept = at > now - KEPT_MS && (rows?.size ?? 0) <= MOST_KEPT;
			if (isKept || due.length === MOST_AT_ONCE) break;
			rows?.delete(name);
			due.push({ name, events });
		}
		if (rows?.size === 0) this.byNode.delete(node);
		return due;
	}
}
