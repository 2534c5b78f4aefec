import type { DeduplicationTable, NamedRow, Row } from './deduplicationTable';
import { claimRows, ownRow, shelf } from './rows';

export interface Event {
	/** Names the event and the node. */
	readonly key: string;
	/** Names the execution too: tells one that another worker runs again, where the first has died, from a second execution. */
	readonly mark: string;
	/** Whether another process may be given the event: this one has not claimed it before its execution was stored. */
	readonly isShared: boolean;
}

interface Added {
	readonly row: Row;
	readonly entries: string[];
}

/**
 * Takes the event in n8n's deduplication table. False if another execution has taken it before.
 *
 * All processes ask the rows in the same order, and who finds the event taken stops there: so whatever is lost where n8n's table has no lock,
 * the first to read a row goes on to the next one.
 *
 * `claimed` is told each row of a claim before it is written.
 */
export async function takeEvent(table: DeduplicationTable, event: Event, claimed: (row: string) => void): Promise<boolean> {
	const { key, mark, isShared } = event;
	const added: Added[] = [];
	let isRunAgain = false;
	for await (const row of rowsToAsk(table, event, claimed)) {
		const entries = isShared ? [key, mark] : [key];
		const known = await table.take(row, entries);
		added.push({ row, entries: entries.filter((entry) => !known.has(entry)) });
		isRunAgain ||= known.has(mark);
		if (known.has(key) && !isRunAgain) {
			await takeBack(table, added).catch(() => undefined);
			return false;
		}
	}
	return true;
}

async function* rowsToAsk(table: DeduplicationTable, { key, isShared }: Event, claimed: (row: string) => void): AsyncGenerator<Row> {
	if (isShared) {
		for (const row of claimRows(key)) {
			const count = await table.count(row);
			if (count === undefined) break;
			claimed(row.name);
			yield row;
			if (count === 0) break;
		}
	}
	// Each way of running n8n remembers in rows of its own, and asks those of the other where there are some: it may have been changed.
	const remembered = shelf(key);
	const count = await table.count(remembered);
	const hasShelves = count !== undefined;
	if (hasShelves && (isShared || count > 0)) yield remembered;
	const own = ownRow(isShared);
	if (!isShared || !hasShelves || (await table.count(own)) !== 0) yield own;
}

/**
 * What an execution has left that ends as a duplicate would make it go on when another worker runs it again; and it would end the one that took
 * the event, if that is run again. A row that is left without entries is no first insert for anybody.
 */
async function takeBack(table: DeduplicationTable, added: readonly Added[]): Promise<void> {
	for (const { row, entries } of added) {
		if (entries.length > 0) await table.forget(row, entries);
		if (isNamed(row) && (await table.count(row)) === 0) await table.clear(row);
	}
}

function isNamed(row: Row): row is NamedRow {
	return row.name !== undefined;
}
