import type { IDataObject, IExecuteFunctions, ITriggerFunctions } from 'n8n-workflow';

import type { Json } from '../delivery/json';
import type { ApiAccess } from '../delivery/provider';
import { discard, readBody } from './body';
import type { Process } from './process';

/** One GET at a provider's API, with the node's credential. It reads; nothing here can change anything. */
export interface ApiCall {
	readonly context: ITriggerFunctions | IExecuteFunctions;
	readonly credentialType: string;
	/** Complete, with its query. */
	readonly url: string;
	readonly process: Pick<Process, 'now' | 'wait' | 'timeLimit'>;
	/** Milliseconds for each attempt. */
	readonly timeout?: number;
	/** When it aborts, nothing more is asked. */
	readonly signal?: AbortSignal;
}

export type ApiAnswer = { readonly ok: true; readonly body: Json; readonly bytes: number } | ApiFailure;

export interface ApiFailure {
	readonly ok: false;
	readonly reason: 'not_found' | 'unauthorized' | 'rate_limited' | 'unavailable' | 'malformed' | 'too_large';
	readonly status?: number;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;
/** In bytes. A page of a hundred runs with their outputs stays well below. */
const LONGEST_BODY = 20_000_000;
/** RFC 9110, 15.5.9. */
const REQUEST_TIMEOUT = 408;
const WORTH_ANOTHER_TRY: ReadonlyArray<number | undefined> = [undefined, REQUEST_TIMEOUT, 425, 429];

/** Asks at most three times; whatever goes wrong is an answer, never an exception. */
export async function askApi(call: ApiCall): Promise<ApiAnswer> {
	for (let attempt = 1; ; attempt += 1) {
		const { answer, retryAfterMs } = await askOnce(call);
		if (answer.ok || attempt === ATTEMPTS || !isPassing(answer)) return answer;
		await pause(retryAfterMs ?? backOff(attempt), call.process, call.signal);
		if (call.signal?.aborted === true) return answer;
	}
}

/** Milliseconds before the attempt after this one, when nobody says how long. */
export function backOff(attempt: number): number {
	return 1000 * 2 ** (attempt - 1);
}

/** Waits, but not longer than makes sense, nor after the end. */
export async function pause(ms: number, { wait }: Pick<Process, 'wait'>, signal?: AbortSignal): Promise<void> {
	const waited = wait(Math.min(ms, LONGEST_WAIT_MS));
	await (signal === undefined ? waited : Promise.race([waited, aborted(signal)]));
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}

function isPassing({ reason, status }: ApiFailure): boolean {
	return reason !== 'malformed' && reason !== 'too_large' && (WORTH_ANOTHER_TRY.includes(status) || (status ?? 0) >= 500);
}

async function askOnce(call: ApiCall): Promise<{ answer: ApiAnswer; retryAfterMs?: number }> {
	const { context, credentialType, url, process, timeout = TIMEOUT_MS } = call;
	let response: { statusCode?: unknown; headers?: IDataObject; body?: unknown };
	try {
		response = (await context.helpers.httpRequestWithAuthentication.call(context, credentialType, {
			method: 'GET',
			url,
			headers: { accept: 'application/json' },
			// As a stream: this way the size and the JSON of a wrong type are ours to judge.
			encoding: 'stream',
			timeout,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as typeof response;
	} catch {
		// A time-out, a broken connection, or a credential that cannot be read just now.
		return { answer: { ok: false, reason: 'unavailable' } };
	}
	const status = typeof response.statusCode === 'number' ? response.statusCode : undefined;
	if (status !== 200) {
		discard(response.body);
		return { answer: { ok: false, reason: reasonOf(status), status }, retryAfterMs: retryAfter(response.headers?.['retry-after'], process.now()) };
	}
	const limits = [process.timeLimit(timeout), ...(call.signal === undefined ? [] : [call.signal])];
	const body = await readBody(response.body, LONGEST_BODY, AbortSignal.any(limits));
	if (body === 'too_large') return { answer: { ok: false, reason: 'too_large', status } };
	return { answer: typeof body === 'string' ? { ok: false, reason: 'unavailable' } : parse(body, status) };
}

function parse(body: Buffer, status: number): ApiAnswer {
	try {
		return { ok: true, body: JSON.parse(body.toString('utf8')) as Json, bytes: body.length };
	} catch {
		return { ok: false, reason: 'malformed', status };
	}
}

/** What a status other than 200 says of a request. */
export function reasonOf(status: number | undefined): ApiFailure['reason'] {
	if (status === 401 || status === 403) return 'unauthorized';
	if (status === 404) return 'not_found';
	if (status === 429) return 'rate_limited';
	return 'unavailable';
}

/** Milliseconds from `now`, of a header that holds seconds or a date: RFC 9110, 10.2.3. */
export function retryAfter(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string' || header === '') return undefined;
	const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
	return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

/** Without a slash at its end. */
export function baseUrlOf(data: Readonly<Record<string, unknown>>, { defaultBaseUrl }: ApiAccess): string {
	const { baseUrl } = data;
	return (typeof baseUrl === 'string' && baseUrl.trim() !== '' ? baseUrl.trim() : defaultBaseUrl).replace(/\/+$/, '');
}

export function hasApiKey(data: Readonly<Record<string, unknown>>, { apiKey }: ApiAccess): boolean {
	const value = data[apiKey.name];
	return typeof value === 'string' && value.trim() !== '';
}

/** What happened, the likely cause and the next step, for a log line or the editor. */
export function apiSentence({ reason, status }: ApiFailure, label: string): string {
	const answered = status === undefined ? '' : ` (HTTP ${status})`;
	switch (reason) {
		case 'unauthorized':
			return `${label} refused the API key${answered}. It was revoked, or belongs to another Base URL. Paste a valid key into the credential.`;
		case 'rate_limited':
			return `${label} asks for fewer requests${answered}. Other programs may be using the same API key. Nothing is to be done unless it lasts.`;
		case 'not_found':
			return `${label} has nothing at this address${answered}. Base URL in the credential may be wrong.`;
		case 'malformed':
			return `${label} answered something that is not what its API documents${answered}. Base URL in the credential may point to another service.`;
		case 'too_large':
			return `${label} answered more than n8n should hold in memory${answered}.`;
		case 'unavailable':
			if (status !== undefined && status < 500 && status !== REQUEST_TIMEOUT) {
				return `${label} answered HTTP ${status}, which its API does not say to this question. Look at the account at the provider, and at Base URL in the credential.`;
			}
			return `${label} could not be reached${answered}. Its API or the network may be down for a while.`;
	}
}
