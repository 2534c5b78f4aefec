import { NodeOperationError } from 'n8n-workflow';

import { asObject, isDeeperThan, MAX_DEPTH } from '../../delivery/json';
import type { Reported } from '../../delivery/runs';
import { hasEnded, pauseBeforeLook } from '../../delivery/runs';
import type { ApiFailure } from '../api/api';
import { apiSentence, askApi, notTheRun } from '../api/api';
import { pause } from '../api/retry';
import type { KnownRun, Step } from './step';

/** A start may be faster than the provider's database. */
const LOOKS_UNTIL_KNOWN = 5;
/** In a row, each of several attempts: about five minutes. */
const MOST_FAILURES = 20;

/** Asks once how a run stands. */
export async function lookAt(step: Step, { id, kind }: KnownRun, signal?: AbortSignal, path = kind.runPath(id)): Promise<Reported | ApiFailure> {
	const { context, runs, process, baseUrl } = step;
	const answer = await askApi({ context, credentialType: runs.provider.credential.type, url: `${baseUrl}${path}`, process, signal });
	if (!answer.ok) return answer;
	const body = isDeeperThan(answer.body, MAX_DEPTH) ? undefined : asObject(answer.body);
	return (body === undefined ? undefined : kind.read(body, id)) ?? notTheRun(body, runs.provider);
}

/** The same in fewer words, where the API has them, until the run has ended. */
async function lookBriefly(step: Step, run: KnownRun, signal: AbortSignal): Promise<Reported | ApiFailure> {
	const path = run.kind.statusPath?.(run.id);
	const said = path === undefined ? undefined : await lookAt(step, run, signal, path);
	return said === undefined || (!('ok' in said) && hasEnded(said.event)) ? await lookAt(step, run, signal) : said;
}

/**
 * Asks until a run has ended: soon at first, then at growing intervals, never before the API wants to be asked again.
 * Undefined when the time is up (`limitMs`; undefined: no limit). Rejects when `cancelled` aborts, or when the API no longer tells.
 */
export async function askUntilEnded(step: Step, run: KnownRun, limitMs: number | undefined, index: number, cancelled: AbortSignal): Promise<Reported | undefined> {
	const { context, process, runs } = step;
	const endsAt = limitMs === undefined ? Number.POSITIVE_INFINITY : process.now() + limitMs;
	const give = (sentence: string): never => {
		throw new NodeOperationError(context.getNode(), `${sentence} The run ${run.id} may still be going on: ask for it with the operation Get.`, { itemIndex: index });
	};
	for (let look = 0, failures = 0; ; look += 1) {
		const said = await lookBriefly(step, run, cancelled);
		if (cancelled.aborted) give('The execution was cancelled.');
		if (!('ok' in said)) {
			if (hasEnded(said.event)) return said;
			failures = 0;
		} else {
			failures += 1;
			if (!mayPass(said, look) || failures > MOST_FAILURES) give(apiSentence(said, runs.provider.label));
		}
		const wait = Math.max(pauseBeforeLook(look), 'ok' in said ? (said.retryAfterMs ?? 0) : 0);
		const left = endsAt - process.now();
		if (left <= 0) return undefined;
		await pause(Math.min(wait, left), process, cancelled);
		if (cancelled.aborted) give('The execution was cancelled.');
		// The last look is at the end of the time, unless the API wants to be left alone.
		if (wait > left && 'ok' in said && said.retryAfterMs !== undefined) return undefined;
	}
}

function mayPass({ reason }: ApiFailure, look: number): boolean {
	return reason === 'rate_limited' || reason === 'unavailable' || (reason === 'not_found' && look < LOOKS_UNTIL_KNOWN);
}
