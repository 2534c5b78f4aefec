import type { Outcome } from '../delivery/item';

/** A run of API v4, which sends no webhooks: recovery alone brings it, under a name like those of the others. */
export const RUN_EVENT = 'agent.run.status_update';

/**
 * The words that end a task; `idle` leaves its session open for another one. Of a session, API v3 also says `stopped`
 * after a task that succeeded: https://docs.browser-use.com and BuAgentSessionStatus in the types of the npm package browser-use-sdk.
 * Runs of API v4 have words of their own: RunSummary there.
 */
const ENDED: ReadonlyMap<string, Outcome> = new Map([
	['cancelled', 'stopped'],
	['completed', 'succeeded'],
	['error', 'failed'],
	['failed', 'failed'],
	['finished', 'succeeded'],
	['idle', 'succeeded'],
	['stopped', 'stopped'],
	['timed_out', 'failed'],
]);
const IN_PROGRESS = ['created', 'dispatching', 'initializing', 'paused', 'queued', 'running', 'started'];

/** After these a session takes no further task. */
const SESSION_ENDED = ['error', 'stopped', 'timed_out'];

/** Tasks have two ends that deliveries and the API name differently. */
const SAME_END: ReadonlyMap<string, string> = new Map([
	['error', 'stopped'],
	['failed', 'stopped'],
	['idle', 'finished'],
	['timed_out', 'stopped'],
]);

export function outcomeOf(status: string | null): Outcome {
	if (status === null) return 'unknown';
	return ENDED.get(status) ?? (IN_PROGRESS.includes(status) ? 'inProgress' : 'unknown');
}

export function endsTask(status: string | null): boolean {
	return status !== null && ENDED.has(status);
}

export function endsSession(status: string | null): boolean {
	return status !== null && SESSION_ENDED.includes(status);
}

/** The word that stands for the same end of a task; undefined for a status that has no other. */
export function sameEnd(status: string | null): string | undefined {
	return status === null ? undefined : SAME_END.get(status);
}
