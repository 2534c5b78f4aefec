import type { IExecuteFunctions } from 'n8n-workflow';

import { takeEntries } from './deduplicationTable';
import type { Process } from './process';
import { claimKey } from './process';

/**
 * How many events of one node n8n's deduplication table remembers. Each takes two entries of 27 bytes in each round; a
 * round reads and writes the whole row, 54 kB at most, in queue mode 162 kB.
 */
export const REMEMBERED_EVENTS = 1000;

/** Longer than n8n's table is being read, changed and written. */
const TURN_MS = 60;
/** What arrives at once has executions with neighbouring numbers: they get different turns. */
const TURNS = 8;

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
	const rounds = ids.every((id) => process.claims.has(claimKey(context, id))) ? 1 : 3;
	const seen = new Set<string>();
	try {
		for (let round = 1; round <= rounds && seen.size < new Set(ids).size; round += 1) {
			if (round > 1) await process.wait(turn(context));
			const left = ids.filter((id) => !seen.has(id));
			const taken = await take(context, left, round, async (entries) => await takeEntries(context, node, entries, 2 * rounds * REMEMBERED_EVENTS, rounds > 1, process));
			for (const id of taken) seen.add(id);
		}
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name}: n8n's deduplication table could not be reached, so a repeated delivery may run twice. Check n8n's database.`,
			{ error },
		);
	}
	return seen;
}

/** In milliseconds. */
function turn(context: IExecuteFunctions): number {
	return TURN_MS * (1 + (Number(context.getExecutionId()) % TURNS || 0));
}

/**
 * Takes the events, and those of an earlier round again where they were lost. Returns those that another execution has
 * taken in this round.
 *
 * The execution leaves its own mark beside each event: n8n may run the first step again, on Retry On Fail, and must not
 * take its own event for somebody else's.
 */
async function take(
	context: IExecuteFunctions,
	ids: readonly string[],
	round: number,
	record: (entries: string[]) => Promise<ReadonlySet<unknown>>,
): Promise<string[]> {
	const entry = (id: string, of: number) => (of === 1 ? id : `${id}#${of}`);
	const mark = (id: string, of: number) => `${entry(id, of)}/${context.getExecutionId()}`;
	const fresh = await record(Array.from({ length: round }, (_, index) => ids.flatMap((id) => [entry(id, index + 1), mark(id, index + 1)])).flat());
	return ids.filter((id) => !fresh.has(entry(id, round)) && fresh.has(mark(id, round)));
}
