/** Longer than two processes take that are given the same event at the same moment. What comes later finds the event in its shelf. */
const KEPT_MS = 60_000;
/** Of one node. Beyond, the oldest go at once: the fuller the rows, the fewer events find one that is free. */
const MOST_KEPT = 4096;
/** A later call has to wait for them; and there may be many after a burst. */
const MOST_AT_ONCE = 20;

/**
 * The rows in which this process has claimed events. n8n never clears them and cannot list them, so who wrote one clears it. Without a
 * timer: when a later event comes.
 */
export class ClaimedRows {
	/** When each row was last written, the longest ago first; by node. */
	private readonly byNode = new Map<string, Map<string, number>>();

	/** `now` in milliseconds. */
	note(node: string, row: string, now: number): void {
		const rows = this.byNode.get(node) ?? new Map<string, number>();
		this.byNode.set(node, rows);
		rows.delete(row);
		rows.set(row, now);
	}

	/** Which rows of the node are to be cleared now. They are not named again. */
	due(node: string, now: number): string[] {
		const rows = this.byNode.get(node);
		const due: string[] = [];
		for (const [row, at] of rows ?? []) {
			const isKept = at > now - KEPT_MS && (rows?.size ?? 0) <= MOST_KEPT;
			if (isKept || due.length === MOST_AT_ONCE) break;
			rows?.delete(row);
			due.push(row);
		}
		if (rows?.size === 0) this.byNode.delete(node);
		return due;
	}
}
