import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Process } from '../process';

/** What goes to the table in one call, for several executions of one node. */
interface Question {
	readonly entries: Set<string>;
	maxEntries: number;
	readonly answer: Promise<ReadonlySet<unknown>>;
}

/** Enough for a burst; the call stays small beside what the table remembers. */
const ENTRIES_AT_ONCE = 200;
/** A database that is silent for longer counts as out of reach: all executions of the node wait for it. */
const LONGEST_CALL_MS = 10_000;

/** The last question of each node that has not been asked yet, by the queue that it waits in. */
const waiting = new WeakMap<Process['oneAtATime'], Map<string, Question>>();

/**
 * Takes the entries in n8n's deduplication table and returns those that were not in it. `node` names workflow and node;
 * `maxEntries`: how many the table keeps; `pauseMs`: how long others may join before it is asked. Rejects when the table cannot be reached.
 *
 * n8n reads and writes the whole table of a node in each call, one call at a time. So what several executions ask while
 * an earlier call is under way goes out in one call. n8n does not compare the entries of one call with each other: who
 * asks for an entry that is in the question already has to wait for the next.
 */
export async function takeEntries(
	context: IExecuteFunctions,
	node: string,
	entries: readonly string[],
	maxEntries: number,
	pauseMs: number,
	process: Process,
): Promise<ReadonlySet<unknown>> {
	const questions = waiting.get(process.oneAtATime) ?? new Map<string, Question>();
	waiting.set(process.oneAtATime, questions);
	const last = questions.get(node);
	if (last !== undefined && fitsInto(last, entries)) {
		for (const entry of entries) last.entries.add(entry);
		last.maxEntries = Math.max(last.maxEntries, maxEntries);
		return await last.answer;
	}
	const question: Question = {
		entries: new Set(entries),
		maxEntries,
		answer: process.oneAtATime(node, async () => {
			if (pauseMs > 0) await process.wait(pauseMs);
			if (questions.get(node) === question) questions.delete(node);
			return await ask(context, question, process.timeLimit(LONGEST_CALL_MS));
		}),
	};
	questions.set(node, question);
	return await question.answer;
}

function fitsInto(question: Question, entries: readonly string[]): boolean {
	return question.entries.size + entries.length <= ENTRIES_AT_ONCE && !entries.some((entry) => question.entries.has(entry));
}

async function ask(context: IExecuteFunctions, { entries, maxEntries }: Question, limit: AbortSignal): Promise<ReadonlySet<unknown>> {
	const tooLong = new Promise<never>((_resolve, reject) => {
		limit.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
	});
	// Nobody else would listen, should the call fail before the race begins.
	tooLong.catch(() => undefined);
	const attempt = async () => await Promise.race([context.helpers.checkProcessedAndRecord([...entries], 'node', { mode: 'entries', maxEntries }), tooLong]);
	try {
		return new Set((await attempt()).new);
	} catch (error) {
		// Two processes that insert a node's first row at once collide; the second finds the row there. After any other
		// failure the entries may be in the table: asked again, they would look like somebody else's.
		if (!isCollision(error)) throw new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
		return new Set((await attempt()).new);
	}
}

/** SQLite: "UNIQUE constraint failed"; PostgreSQL: "duplicate key value violates unique constraint"; MySQL: "Duplicate entry". */
function isCollision(error: unknown): boolean {
	return error instanceof Error && /unique|duplicate/i.test(error.message);
}
