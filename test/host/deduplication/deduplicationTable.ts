import type { DeduplicationItemTypes, ICheckProcessedOptions } from 'n8n-workflow';

/**
 * One row of n8n's processed_data table, as n8n/dist/deduplication/deduplication-helper.js (2.41) treats it: read,
 * changed, written, without a lock; the oldest entries are cut off beyond maxEntries.
 */
export class DeduplicationTable {
	private row: DeduplicationItemTypes[] | undefined;
	private broken = false;
	private collides = false;
	private answers = true;

	get size(): number {
		return this.row?.length ?? 0;
	}

	break(): void {
		this.broken = true;
	}

	/** Another process, which has read the row before, writes what it made of it. */
	overwrite(entries: DeduplicationItemTypes[]): void {
		this.row = entries;
	}

	/** The connection breaks once, after the row was written. */
	loseAnswer(): void {
		this.answers = false;
	}

	/** Another process inserts the row between our read and our insert. */
	collideOnce(): void {
		this.collides = true;
	}

	helpers() {
		return {
			checkProcessedAndRecord: async (items: DeduplicationItemTypes[], _scope: string, { maxEntries = 0 }: ICheckProcessedOptions) => {
				await this.roundTrip();
				const known = this.row === undefined ? undefined : [...this.row];
				await this.roundTrip();
				if (known === undefined && this.collides) {
					this.collides = false;
					this.row = [];
					throw new Error('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
				}
				const fresh = items.filter((item) => !known?.includes(item));
				this.row = [...(known ?? []), ...fresh].slice(-maxEntries);
				if (!this.answers) {
					this.answers = true;
					throw new Error('Connection terminated unexpectedly');
				}
				return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
			},
		};
	}

	private async roundTrip(): Promise<void> {
		await Promise.resolve();
		if (this.broken) throw new Error('the database is gone');
	}
}
