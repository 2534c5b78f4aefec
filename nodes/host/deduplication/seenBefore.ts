import type { IExecuteFunctions } from 'n8n-workflow';

import type { Process } from '../process';
import { claimKey } from '../process';
import { takeEntries } from './deduplicationTable';

/**
 * How many events of one node n8n's deduplication table remembers. Each takes one entry of 27 bytes, in queue mode four; a
 * call reads and writes the whole row, 27 kB at most, in queue mode 108 kB.
 */
export const REMEMBERED_EVENTS = 1000;

const SHARED_ROUNDS = 3;
/** An event, its mark, and one entry for each further round. */
const SHARED_ENTRIES = SHARED_ROUNDS + 1;

/**
 * In milliseconds. Calls of two processes that overlap lose one's entries: so a process calls seldom, and at times that
 * have nothing to do with those of another. Over PostgreSQL a call takes 20 to 30 ms.
 */
const SHORTEST_PAUSE_MS = 150;
const PAUSE_SPREAD_MS = 300;

/**
 * Asks n8n's deduplication table, which survives restarts and is shared by all processes, which events an
 * earlier execution has taken, and takes the others. Never rejects: a table that cannot be reached lets
 * everything through, because twice is better than never.
 *
 * The table has no lock: of what two workers write at once, one's is lost. So events that another process has claimed
 * are taken in a second and a third round too, at different times. In each, only who finds an event taken ends, and the first
 * to take it goes on: whatever is lost, somebody goes on.
 */
export async function seenBefore(
	context: IExecuteFunctions,
	ids: readonly string[],
	process: Process,
): Promise<ReadonlySet<string>> {
	const node = `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
	const execution = `${node}/${context.getExecutionId()}`;
	const seen = new Set<string>();
	// On Retry On Fail, n8n runs the first step again, which must not take its own events for somebody else's.
	if (process.passed.has(execution)) return seen;
	const isShared = !ids.every((id) => process.claims.has(claimKey(context, id)));
	let left = [...new Set(ids)];
	try {
		for (let round = 1; round <= (isShared ? SHARED_ROUNDS : 1) && left.length > 0; round += 1) {
			const entries = left.flatMap((id) => entriesOf(id, context, round, isShared));
			const maxEntries = REMEMBERED_EVENTS * (isShared ? SHARED_ENTRIES : 1);
			const fresh = await takeEntries(context, node, entries, maxEntries, isShared ? pause(context, round) : 0, process);
			const isRunAgain = (id: string) => isShared && round === 1 && !fresh.has(mark(id, context));
			for (const id of left) if (!fresh.has(entry(id, round)) && !isRunAgain(id)) seen.add(id);
			left = left.filter((id) => !seen.has(id) && !isRunAgain(id));
		}
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name}: n8n's deduplication table could not be reached, so a repeated delivery may run twice. Check n8n's database.`,
			{ error },
		);
	}
	if (ids.some((id) => !seen.has(id))) process.passed.take(execution, process.now());
	return seen;
}

function entry(id: string, round: number): string {
	return round === 1 ? id : `${id}#${round}`;
}

/** Tells an execution that another worker runs again, where the first has died, from a second execution. */
function mark(id: string, context: IExecuteFunctions): string {
	return `${id}/${context.getExecutionId()}`;
}

/** Each round takes the event itself again, in case that it was lost: what comes days later looks for it alone. */
function entriesOf(id: string, context: IExecuteFunctions, round: number, isShared: boolean): string[] {
	return [...new Set([id, ...(isShared ? [mark(id, context)] : []), entry(id, round)])];
}

/** In milliseconds: evenly spread, and without a source of chance; two executions of one event have different ones. */
function pause(context: IExecuteFunctions, round: number): number {
	const mixed = Math.imul(Number(context.getExecutionId()) * SHARED_ENTRIES + round, 0x9e3779b1) >>> 0;
	return SHORTEST_PAUSE_MS + PAUSE_SPREAD_MS * (mixed / 2 ** 32 || 0);
}
