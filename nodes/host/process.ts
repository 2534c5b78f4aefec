import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { Claims } from '../delivery/claims';
import type { Looks } from '../delivery/recovery';
import { ClaimedRows } from './deduplication/claimedRows';
import type { CredentialReads } from './webhook/readCredential';
import { RefusalLog } from './webhook/refusalLog';

/** What outlives a delivery, and the clock: shared by all nodes of the process. */
export interface Process {
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly claims: Claims;
	/** The executions that n8n's deduplication table has let pass. */
	readonly passed: Claims;
	readonly refusals: RefusalLog;
	readonly claimedRows: ClaimedRows;
	readonly credentialReads: CredentialReads;
	/** Up to when missed runs have been looked for, by node and list. */
	readonly looks: Map<string, Looks>;
	/** Resolves after that many milliseconds. */
	readonly wait: (ms: number) => Promise<void>;
	/** Aborts after that many milliseconds. */
	readonly timeLimit: (ms: number) => AbortSignal;
	/** Runs the tasks with the same key one after the other. Passes on what a task returns or throws. */
	readonly oneAtATime: <T>(key: string, task: () => Promise<T>) => Promise<T>;
}

/** Twice the age that a delivery may have: it may be as far in the future as in the past. */
export const CLAIM_REACH_MS = 14 * 86_400_000;
const CLAIM_LIMIT = 50_000;
/** Until a first step is run again for the last time. */
const LONGEST_STEP_MS = 3_600_000;

/** A process that has seen nothing yet. */
export function newProcess(
	now: Process['now'],
	wait: Process['wait'],
	timeLimit: Process['timeLimit'] = (ms) => AbortSignal.timeout(ms),
): Process {
	return {
		now,
		wait,
		timeLimit,
		claims: new Claims(CLAIM_REACH_MS, CLAIM_LIMIT),
		passed: new Claims(LONGEST_STEP_MS, CLAIM_LIMIT),
		refusals: new RefusalLog(),
		claimedRows: new ClaimedRows(),
		credentialReads: new Map(),
		oneAtATime: queues(),
		looks: new Map(),
	};
}

export const thisProcess = newProcess(() => Date.now(), sleep);

/** n8n's table is read, changed and written: two executions at once would lose one of two changes. */
export function queues(): Process['oneAtATime'] {
	const last = new Map<string, Promise<unknown>>();
	return async (key, task) => {
		const turn = (last.get(key) ?? Promise.resolve()).then(task, task);
		last.set(key, turn);
		try {
			return await turn;
		} finally {
			if (last.get(key) === turn) last.delete(key);
		}
	};
}

type Where = Pick<IExecuteFunctions, 'getWorkflow' | 'getNode'>;

/** In a workflow made by hand two nodes can have one id; n8n gives each webhook an id and an address of its own. */
export function nodeKey(context: Where): string {
	const { id, webhookId } = context.getNode();
	return [context.getWorkflow().id ?? '', id, ...(webhookId === undefined ? [] : [webhookId])].join('/');
}

/** Two nodes that receive the same event do not take each other's claims. */
export function claimKey(context: Where, id: string): string {
	return `${nodeKey(context)}/${id}`;
}
