import type { Event } from './claimedRows';
import type { DeduplicationTable, NamedRow, Row } from './deduplicationTable';
import { claimRows, ownRow, shelf } from './rows';

/**
 * Takes the event in n8n's deduplication table. False if another execution has taken it before. `claimed` is told each row of a claim before it
 * is written.
 *
 * All processes ask the rows in the same order, and who finds the event taken stops there: so whatever is lost where n8n's table has no lock,
 * the first to read a row goes on to the next one.
 */
export async function takeEvent(table: DeduplicationTable, event: Event, claimed: (row: string) => void): Promise<boolean> {
	const taking = new Taking(table, event);
	const isOurs = event.isShared ? await takeShared(table, taking, event, claimed) : await takeAlone(table, taking, event);
	// A duplicate is one, whatever becomes of its traces.
	if (!isOurs) await taking.back().catch(() => undefined);
	return isOurs;
}

/**
 * Whether the shelf knows the event already. If not, it is told now.
 *
 * Two processes that write one shelf at once can lose what one of them added: the later write knows only what was there when it was read. An entry that
 * is found when all those writes are over stays. So a claim is cleared only then.
 */
export async function rememberEvent(table: DeduplicationTable, { key, mark }: Event): Promise<boolean> {
	return (await table.take(shelf(key), [key, mark])).has(key);
}

/** Where several processes have shared the table before, they have left shelves. */
async function takeAlone(table: DeduplicationTable, taking: Taking, { key, isShared }: Event): Promise<boolean> {
	const shared = shelf(key);
	const count = (await table.count(shared)) ?? 0;
	return (count === 0 || (await taking.take(shared))) && (await taking.take(ownRow(isShared)));
}

/** Where a process has run alone before, it has left the node's own row. */
async function takeShared(table: DeduplicationTable, taking: Taking, { key, isShared }: Event, claimed: (row: string) => void): Promise<boolean> {
	const own = ownRow(isShared);
	const counting = table.count(own);
	if (counting === undefined) return await taking.take(own);
	// Asked for at the end; nobody listens before.
	counting.catch(() => undefined);
	for (const row of claimRows(key)) {
		claimed(row.name);
		const claim = await taking.claim(row);
		if (claim === 'taken') return false;
		if (claim === 'first') break;
	}
	if (!(await taking.take(shelf(key)))) return false;
	return (await counting) === 0 || (await taking.take(own));
}

/** What an execution adds to the table, row by row. */
class Taking {
	private readonly added: Array<{ row: Row; entries: string[] }> = [];
	private isRunAgain = false;

	constructor(
		private readonly table: DeduplicationTable,
		private readonly event: Event,
	) {}

	/** False if another execution has taken the event in the row before. */
	async take(row: Row): Promise<boolean> {
		return (await this.add(row, [])) !== undefined;
	}

	/** "Held": the row was there before, for another event. Its name is an entry to tell that, and decides nothing else. */
	async claim(row: NamedRow): Promise<'first' | 'held' | 'taken'> {
		const known = await this.add(row, [row.name]);
		if (known === undefined) return 'taken';
		return known.has(row.name) ? 'held' : 'first';
	}

	/**
	 * Takes back what was added. In an execution that ends as a duplicate it would make that execution go on when another worker runs it again; and it
	 * would end the one that took the event, if that is run again. A row without entries would be no first insert for anybody.
	 */
	async back(): Promise<void> {
		for (const { row, entries } of this.added) {
			if (entries.length > 0) await this.table.forget(row, entries);
			const mayBeEmpty = isNamed(row) && entries.includes(this.event.key);
			if (mayBeEmpty && (await this.table.count(row)) === 0) await this.table.clear(row);
		}
	}

	/** What the row knew before. Undefined: it knew that another execution has taken the event. */
	private async add(row: Row, more: readonly string[]): Promise<ReadonlySet<string> | undefined> {
		const { key, mark, isShared } = this.event;
		const entries = [...more, key, ...(isShared ? [mark] : [])];
		const known = await this.table.take(row, entries);
		this.added.push({ row, entries: entries.filter((entry) => !known.has(entry)) });
		this.isRunAgain ||= known.has(mark);
		return known.has(key) && !this.isRunAgain ? undefined : known;
	}
}

function isNamed(row: Row): row is NamedRow {
	return row.name !== undefined;
}
