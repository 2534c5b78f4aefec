import type { DeduplicationTable, Row } from './deduplicationTable';
import { claimRows, ownRow, shelf } from './rows';

export interface Event {
	/** Names the event and the node. */
	readonly key: string;
	/** Names the execution too: tells one that another worker runs again, where the first has died, from a second execution. */
	readonly mark: string;
	/** Whether another process may be given the event: this one has not claimed it before its execution was stored. */
	readonly isShared: boolean;
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
	const asked: Row[] = [];
	let isRunAgain = false;
	for await (const row of rowsToAsk(table, event, claimed)) {
		asked.push(row);
		const known = await table.take(row, isShared ? [key, mark] : [key]);
		isRunAgain ||= known.has(mark);
		if (known.has(key) && !isRunAgain) {
			if (isShared) await forgetMarks(table, asked, mark);
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

/** Or this execution, run again by another worker, would take the mark for that of one that went on. */
async function forgetMarks(table: DeduplicationTable, rows: readonly Row[], mark: string): Promise<void> {
	for (const row of rows) await table.forget(row, mark).catch(() => undefined);
}
