interface Claim {
	readonly key: string;
	readonly takenAt: number;
	older: Claim | undefined;
	newer: Claim | undefined;
}

/**
 * The events that this process has accepted. Everything is synchronous, so two deliveries of one event can
 * never both take it. Bounded in number and in time: the oldest claim makes room for the newest.
 *
 * The claims are chained by age. A map keeps the order of insertion too, but finding its first entry takes the
 * longer the more entries have been deleted before it: at the limit, longer than all the rest of a delivery.
 */
export class Claims {
	private readonly byKey = new Map<string, Claim>();
	private oldest: Claim | undefined;
	private newest: Claim | undefined;

	/** `reachMs`: how long a claim is kept. `limit`: how many; about 350 bytes of memory each. */
	constructor(
		private readonly reachMs: number,
		private readonly limit: number,
	) {}

	/** True for the first caller with this key, false for every other one. `now` in milliseconds. */
	take(key: string, now: number): boolean {
		// Counted: should the chain ever be broken, n8n must not hang here.
		for (let left = this.byKey.size; left > 0; left -= 1) {
			if (this.oldest === undefined || this.oldest.takenAt >= now - this.reachMs) break;
			this.drop(this.oldest);
		}
		if (this.byKey.has(key)) return false;
		const claim: Claim = { key, takenAt: now, older: this.newest, newer: undefined };
		if (this.newest !== undefined) this.newest.newer = claim;
		this.newest = claim;
		this.oldest ??= claim;
		this.byKey.set(key, claim);
		if (this.byKey.size > this.limit) this.drop(this.oldest);
		return true;
	}

	/** Whether somebody has taken this key. */
	has(key: string): boolean {
		return this.byKey.has(key);
	}

	/** Lets the provider's next try through, because n8n did not acknowledge this one. */
	release(key: string): void {
		const claim = this.byKey.get(key);
		if (claim !== undefined) this.drop(claim);
	}

	get size(): number {
		return this.byKey.size;
	}

	private drop(claim: Claim): void {
		this.byKey.delete(claim.key);
		if (claim.older === undefined) this.oldest = claim.newer;
		else claim.older.newer = claim.newer;
		if (claim.newer === undefined) this.newest = claim.older;
		else claim.newer.older = claim.older;
	}
}
