/** A flood of refusals must not fill a disk: a few lines a minute for each reason, then one that counts the rest. */
const LINES_A_MINUTE = 3;
const MINUTE_MS = 60_000;
/** Nodes times reasons; far beyond what one process serves, and small. */
const KEYS = 10_000;

interface Minute {
	readonly since: number;
	lines: number;
	suppressed: number;
}

export class RefusalLog {
	private readonly minutes = new Map<string, Minute>();

	/**
	 * Undefined when this refusal should not be logged; otherwise how many like it were kept quiet before.
	 * `key` names node and reason, `now` is in milliseconds.
	 */
	admit(key: string, now: number): { readonly suppressed: number } | undefined {
		const current = this.minutes.get(key);
		if (current === undefined || now - current.since >= MINUTE_MS) {
			if (this.minutes.size >= KEYS) this.minutes.clear();
			this.minutes.set(key, { since: now, lines: 1, suppressed: 0 });
			return { suppressed: current?.suppressed ?? 0 };
		}
		if (current.lines < LINES_A_MINUTE) {
			current.lines += 1;
			return { suppressed: 0 };
		}
		current.suppressed += 1;
		return undefined;
	}
}
