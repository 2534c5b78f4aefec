import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Process } from '../process';
import { inRow } from './namedRow';

/** A row of n8n's deduplication table. */
export interface Row {
	/** Undefined: the one that n8n has for the node. */
	readonly name: string | undefined;
	/** How many entries it keeps; the oldest make room. Each takes 27 bytes. */
	readonly maxEntries: number;
}

export type NamedRow = Row & { readonly name: string };

/** What goes to a row in one call, for several executions of one node. */
interface Question {
	readonly entries: Set<string>;
	maxEntries: number;
	readonly answer: Promise<ReadonlySet<unknown>>;
}

/** Enough for a burst; the call stays small beside what the row remembers. */
const ENTRIES_AT_ONCE = 200;
/** A database that is silent for longer counts as out of reach: all executions that ask for the row wait for it. */
const LONGEST_CALL_MS = 10_000;
const MODE = 'entries';

/** The last question to each row that has not been asked yet, by the queue that it waits in. */
const waiting = new WeakMap<Process['oneAtATime'], Map<string, Question>>();

/** n8n's deduplication table, for one execution. Its methods reject when the table cannot be reached. */
export class DeduplicationTable {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly process: Process,
	) {}

	/**
	 * Takes the entries in the row and returns those that were in it before.
	 *
	 * n8n reads and writes the whole row in each call, one call at a time. So what several executions ask while
	 * an earlier call is under way goes out in one call. n8n does not compare the entries of one call with each other: who
	 * asks for an entry that is in the question already has to wait for the next.
	 */
	async take(row: Row, entries: readonly string[]): Promise<ReadonlySet<string>> {
		const fresh = await this.join(row, entries);
		return new Set(entries.filter((entry) => !fresh.has(entry)));
	}

	/** How many entries the row has; 0: there is no such row. Undefined where n8n has no rows but one for each node. */
	count({ name }: Row): Promise<number> | undefined {
		const count = inRow(this.context, name, async () => await this.context.helpers.getProcessedDataCount('node', { mode: MODE }));
		return count === undefined ? undefined : this.inTime(count);
	}

	async forget(row: Row, entries: string[]): Promise<void> {
		const forget = async () => await this.call(row, async (options) => await this.context.helpers.removeProcessed(entries, 'node', options));
		await this.process.oneAtATime(this.key(row), forget);
	}

	async clear(row: NamedRow): Promise<void> {
		await this.call(row, async (options) => await this.context.helpers.clearAllProcessedItems('node', options));
	}

	/** n8n names rows by workflow and node alone. */
	private key({ name }: Row): string {
		return `${this.context.getWorkflow().id ?? ''}/${this.context.getNode().id} ${name ?? ''}`;
	}

	private async join(row: Row, entries: readonly string[]): Promise<ReadonlySet<unknown>> {
		const { oneAtATime } = this.process;
		const questions = waiting.get(oneAtATime) ?? new Map<string, Question>();
		waiting.set(oneAtATime, questions);
		const key = this.key(row);
		const last = questions.get(key);
		if (last !== undefined && fitsInto(last, entries)) {
			for (const entry of entries) last.entries.add(entry);
			last.maxEntries = Math.max(last.maxEntries, row.maxEntries);
			return await last.answer;
		}
		const question: Question = {
			entries: new Set(entries),
			maxEntries: row.maxEntries,
			answer: oneAtATime(key, async () => {
				if (questions.get(key) === question) questions.delete(key);
				return await this.ask({ name: row.name, maxEntries: question.maxEntries }, [...question.entries]);
			}),
		};
		questions.set(key, question);
		return await question.answer;
	}

	private async ask(row: Row, entries: string[]): Promise<ReadonlySet<unknown>> {
		const attempt = async () =>
			await this.call(row, async (options) => await this.context.helpers.checkProcessedAndRecord(entries, 'node', options));
		try {
			return new Set((await attempt()).new);
		} catch (error) {
			// Two processes that insert a row at once collide; the second finds the row there. After any other
			// failure the entries may be in the table: asked again, they would look like somebody else's.
			if (!isCollision(error)) throw new NodeOperationError(this.context.getNode(), error instanceof Error ? error : String(error));
			return new Set((await attempt()).new);
		}
	}

	private async call<T>({ name, maxEntries }: Row, helper: (options: ICheckProcessedOptions) => Promise<T>): Promise<T> {
		const call = async () => await helper({ mode: MODE, maxEntries });
		const called = name === undefined ? call() : inRow(this.context, name, call);
		// Not in the node's own row instead: to clear that one would forget a thousand events.
		if (called === undefined) throw new Error(`n8n has no row ${name ?? ''}`);
		return await this.inTime(called);
	}

	private async inTime<T>(call: Promise<T>): Promise<T> {
		const limit = this.process.timeLimit(LONGEST_CALL_MS);
		const tooLong = new Promise<never>((_resolve, reject) => {
			limit.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
		});
		// Nobody else would listen, should the call fail before the race begins.
		tooLong.catch(() => undefined);
		return await Promise.race([call, tooLong]);
	}
}

function fitsInto(question: Question, entries: readonly string[]): boolean {
	return question.entries.size + entries.length <= ENTRIES_AT_ONCE && !entries.some((entry) => question.entries.has(entry));
}

/** SQLite: "UNIQUE constraint failed"; PostgreSQL: "duplicate key value violates unique constraint"; MySQL: "Duplicate entry". */
function isCollision(error: unknown): boolean {
	return error instanceof Error && /unique|duplicate/i.test(error.message);
}
