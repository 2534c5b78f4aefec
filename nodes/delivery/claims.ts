/**
 * The events that this process has accepted. Everything is synchronous, so two deliveries of one event can
 * never both take it. Bounded in number and in time: the oldest claim makes room for the newest.
 */
export class Claims {
	private readonly takenAt = new Map<string, number>();

	/** `reachMs`: how long a claim is kept. `limit`: how many; about 200 bytes of memory each. */
	constructor(
		private readonly reachMs: number,
		private readonly limit: number,
	) {}

	/** True for the first caller with this key, false for every other one. `now` in milliseconds. */
	take(key: string, now: number): boolean {
		this.forgetOlderThan(now - this.reachMs);
		if (this.takenAt.has(key)) return false;
		this.takenAt.set(key, now);
		if (this.takenAt.size > this.limit) this.takenAt.delete(this.oldest() ?? key);
		return true;
	}

	/** Whether somebody has taken this key. */
	has(key: string): boolean {
		return this.takenAt.has(key);
	}

	/** Lets the provider's next try through, because n8n did not acknowledge this one. */
	release(key: string): void {
		this.takenAt.delete(key);
	}

	get size(): number {
		return this.takenAt.size;
	}

	private oldest(): string | undefined {
		return this.takenAt.keys().next().value;
	}

	/** A map keeps the order of insertion, so the old ones stand in front. */
	private forgetOlderThan(time: number): void {
		for (const [key, takenAt] of this.takenAt) {
			if (takenAt >= time) return;
			this.takenAt.delete(key);
		}
	}
}
