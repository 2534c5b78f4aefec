import type { IExecuteFunctions } from 'n8n-workflow';

import type { Process } from '../process';
import { claimKey, nodeKey } from '../process';
import type { ClaimedRow, Event } from './claimedRows';
import { DeduplicationTable } from './deduplicationTable';
import { claimRow } from './rows';
import { rememberEvent, takeEvent } from './takeEvent';

/**
 * Asks n8n's deduplication table, which survives restarts and is shared by all processes, which events an
 * earlier execution has taken, and takes the others. Never rejects: a table that cannot be reached lets
 * everything through, because twice is better than never.
 */
export async function seenBefore(context: IExecuteFunctions, ids: readonly string[], process: Process): Promise<ReadonlySet<string>> {
	const node = nodeKey(context);
	const execution = `${node}/${context.getExecutionId()}`;
	const seen = new Set<string>();
	// On Retry On Fail, n8n runs the first step again, which must not take its own events for somebody else's.
	if (process.passed.has(execution)) return seen;
	const table = new DeduplicationTable(context, process);
	const take = async (id: string) => {
		const key = claimKey(context, id);
		const event = { key, mark: `${key}/${context.getExecutionId()}`, isShared: !process.claims.has(key) };
		const rows: string[] = [];
		let isOurs = true;
		try {
			isOurs = await takeEvent(table, event, (row) => rows.push(row));
			if (!isOurs) seen.add(id);
		} finally {
			// The rows of a duplicate are cleared by whoever took the event.
			if (isOurs) for (const row of rows) process.claimedRows.note(node, row, event, process.now());
		}
	};
	const clearing = process.claimedRows.due(node, process.now()).map(async (row) => {
		for (const event of await clearClaims(table, row)) process.claimedRows.note(node, row.name, event, process.now());
	});
	const taken = await Promise.allSettled([...new Set(ids)].map(take));
	await Promise.all(clearing);
	const failure = taken.find(({ status }) => status === 'rejected');
	if (failure?.status === 'rejected') {
		context.logger.warn(
			`${context.getNode().name}: n8n's deduplication table could not be reached, so a repeated delivery may run twice. Check n8n's database.`,
			{ error: failure.reason },
		);
	}
	if (ids.some((id) => !seen.has(id))) process.passed.take(execution, process.now());
	return seen;
}

/** Clears the row, unless a shelf has lost one of its events. Returns those, which are on their shelf anew. Never rejects. */
async function clearClaims(table: DeduplicationTable, { name, events }: ClaimedRow): Promise<readonly Event[]> {
	const areKnown = await Promise.all(events.map(async (event) => await rememberEvent(table, event).catch(() => false)));
	const lost = events.filter((_event, index) => !areKnown[index]);
	// A row that cannot be cleared is cleared after the next event that is claimed in it.
	if (lost.length === 0) await table.clear(claimRow(name)).catch(() => undefined);
	return lost;
}
