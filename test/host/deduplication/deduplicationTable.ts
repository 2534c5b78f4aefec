import type { DeduplicationItemTypes, ICheckProcessedContextData, ICheckProcessedOptions, IDataDeduplicator, IDeduplicationOutput, INode } from 'n8n-workflow';

/**
 * n8n's processed_data table, as n8n/dist/deduplication/deduplication-helper.js (2.41, 2.8, 1.123) treats it: a row is named by the node's id
 * at the moment of the call; read, changed, written, without a lock; the oldest entries are cut off beyond maxEntries. Two inserts of one row
 * collide, because its name is the primary key.
 */
export class DeduplicationTable implements IDataDeduplicator {
	readonly rows = new Map<string, DeduplicationItemTypes[]>();
	/** What was called, on which row. */
	readonly calls: Array<{ call: string; row: string; entries: number }> = [];
	/** How many turns of the event loop a round trip to the database takes. */
	turns: () => number = () => 1;
	private broken = false;
	private answers = true;

	/** How many entries the node's own row has. */
	get size(): number {
		return this.own.length;
	}

	/** The entries of the node's own row. */
	get own(): DeduplicationItemTypes[] {
		return [...this.rows].find(([name]) => !name.includes('/'))?.[1] ?? [];
	}

	named(kind: 'claim' | 'shelf'): string[] {
		return [...this.rows.keys()].filter((name) => name.includes(`/${kind}-`));
	}

	/** `which`: part of the names of the rows. */
	drop(which: string): void {
		for (const name of [...this.rows.keys()]) if (name.includes(which)) this.rows.delete(name);
	}

	break(isBroken = true): void {
		this.broken = isBroken;
	}

	/** The connection breaks once, after the row was written. */
	loseAnswer(): void {
		this.answers = false;
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		_scope: string,
		context: ICheckProcessedContextData,
		{ maxEntries = 0 }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const name = this.called('check', context, items.length);
		await this.roundTrip();
		const read = this.rows.get(name);
		const known = read === undefined ? undefined : [...read];
		await this.roundTrip();
		if (known === undefined && this.rows.has(name)) throw new Error('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		const fresh = items.filter((item) => !known?.includes(item));
		this.rows.set(name, [...(known ?? []), ...fresh].slice(-maxEntries));
		if (!this.answers) {
			this.answers = true;
			throw new Error('Connection terminated unexpectedly');
		}
		return { new: fresh, processed: items.filter((item) => !fresh.includes(item)) };
	}

	async removeProcessed(items: DeduplicationItemTypes[], _scope: string, context: ICheckProcessedContextData): Promise<void> {
		const name = this.called('remove', context, items.length);
		await this.roundTrip();
		const known = this.rows.get(name);
		await this.roundTrip();
		if (known !== undefined) this.rows.set(name, known.filter((entry) => !items.includes(entry)));
	}

	async clearAllProcessedItems(_scope: string, context: ICheckProcessedContextData): Promise<void> {
		const name = this.called('clear', context, 0);
		await this.roundTrip();
		this.rows.delete(name);
	}

	async getProcessedDataCount(_scope: string, context: ICheckProcessedContextData): Promise<number> {
		const name = this.called('count', context, 0);
		await this.roundTrip();
		return this.rows.get(name)?.length ?? 0;
	}

	/** As n8n-core binds them to a node (deduplication-helper-functions.js). */
	helpers(node: Pick<INode, 'id'>) {
		const where = { node, workflow: { id: 'workflow-1', active: true } } as ICheckProcessedContextData;
		return {
			checkProcessedAndRecord: async (items: DeduplicationItemTypes[], scope: string, options: ICheckProcessedOptions) =>
				await this.checkProcessedAndRecord(items, scope, where, options),
			removeProcessed: async (items: DeduplicationItemTypes[], scope: string) => await this.removeProcessed(items, scope, where),
			clearAllProcessedItems: async (scope: string) => await this.clearAllProcessedItems(scope, where),
			getProcessedDataCount: async (scope: string) => await this.getProcessedDataCount(scope, where),
		};
	}

	private called(call: string, { node, workflow }: ICheckProcessedContextData, entries: number): string {
		const row = `${workflow.id} n:${node?.id}`;
		this.calls.push({ call, row, entries });
		return row;
	}

	private async roundTrip(): Promise<void> {
		for (let left = this.turns(); left > 0; left -= 1) await Promise.resolve();
		if (this.broken) throw new Error('the database is gone');
	}
}
