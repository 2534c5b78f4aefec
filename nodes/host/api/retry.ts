import { sayOnce } from '../../delivery/verification/repeatedHeader';
import type { Process } from '../process';
import { aborted } from './body';
import { parseHttpDate } from './httpDate';

const LONGEST_WAIT_MS = 30_000;

/** RFC 9110, 15.5.9. */
export const REQUEST_TIMEOUT = 408;
const TOO_EARLY = 425;
const TOO_MANY_REQUESTS = 429;

/** Undefined: nobody answered. Any other answer would be the same again. */
export function isWorthAnotherTry(status: number | undefined): boolean {
	return status === undefined || status >= 500 || [REQUEST_TIMEOUT, TOO_EARLY, TOO_MANY_REQUESTS].includes(status);
}

/** Milliseconds before the attempt after this one, when nobody says how long. */
export function backOff(attempt: number): number {
	return 1000 * 2 ** (attempt - 1);
}

/** Milliseconds before the next attempt; undefined when the server asks for more patience than makes sense: it is not asked early. */
export function waitBefore(attempt: number, retryAfterMs: number | undefined): number | undefined {
	const ms = retryAfterMs ?? backOff(attempt);
	return ms > LONGEST_WAIT_MS ? undefined : ms;
}

/** Waits, but not after the end. */
export async function pause(ms: number, { wait }: Pick<Process, 'wait'>, signal?: AbortSignal): Promise<void> {
	const waited = wait(ms);
	if (signal === undefined) return await waited;
	// Whoever asks for hours would leave a listener behind for each wait.
	const over = new AbortController();
	await Promise.race([waited, aborted(signal, over.signal)]);
	over.abort();
}

/** Milliseconds from `now`, of a header that holds seconds or a date: RFC 9110, 10.2.3. */
export function retryAfter(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string') return undefined;
	const said = sayOnce(header);
	if (/^\d+$/.test(said)) return Number(said) * 1000;
	const time = parseHttpDate(said, now);
	return time === undefined ? undefined : Math.max(time - now, 0);
}
