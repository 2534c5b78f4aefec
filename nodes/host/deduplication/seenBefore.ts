import type { IExecuteFunctions } from 'n8n-workflow';

import type { Process } from '../process';
import { claimKey, nodeKey } from '../process';
import { DeduplicationTable } from './deduplicationTable';
import { claimRow } from './rows';
import { takeEvent } from './takeEvent';

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
	const claimed = (row: string) => process.claimedRows.note(node, row, process.now());
	const take = async (id: string) => {
		const key = claimKey(context, id);
		const event = { key, mark: `${key}/${context.getExecutionId()}`, isShared: !process.claims.has(key) };
		if (!(await takeEvent(table, event, claimed))) seen.add(id);
	};
	const due = process.claimedRows.due(node, process.now());
	// A row that cannot be cleared is cleared after the next event that is claimed in it.
	const clearing = due.map(async (row) => await table.clear(claimRow(row)).catch(() => undefined));
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
