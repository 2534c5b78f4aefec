import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Json, JsonObject } from '../../delivery/json';
import type { ApiAccess, Provider } from '../../delivery/provider';
import type { Process } from '../process';
import type { FullResponse, Requester } from './authenticatedRequest';
import { authenticatedRequest } from './authenticatedRequest';
import { discard, parseJson, readBody } from './body';
import { isWorthAnotherTry, pause, REQUEST_TIMEOUT, retryAfter, waitBefore } from './retry';

/** One GET at a provider's API, with the node's credential. It reads; nothing here can change anything. */
export interface ApiCall {
	readonly context: Requester;
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
	/** What is wrong with an answer, where it says or shows it: a sentence with its full stop. */
	readonly why?: string;
	/** Before then, the API does not want to be asked again. */
	readonly retryAfterMs?: number;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 20_000;
/** In bytes. A page of a hundred runs with their outputs stays well below. */
const LONGEST_BODY = 20_000_000;

/** Asks at most three times; whatever goes wrong is an answer, never an exception. */
export async function askApi(call: ApiCall): Promise<ApiAnswer> {
	for (let attempt = 1; ; attempt += 1) {
		const answer = await askOnce(call);
		if (answer.ok || attempt === ATTEMPTS || !isPassing(answer)) return answer;
		const wait = waitBefore(attempt, answer.retryAfterMs);
		if (wait === undefined) return answer;
		await pause(wait, call.process, call.signal);
		if (call.signal?.aborted === true) return answer;
	}
}

function isPassing({ reason, status }: ApiFailure): boolean {
	return reason !== 'malformed' && reason !== 'too_large' && isWorthAnotherTry(status);
}

async function askOnce(call: ApiCall): Promise<ApiAnswer> {
	const connection = new AbortController();
	const signal = AbortSignal.any([connection.signal, ...(call.signal === undefined ? [] : [call.signal])]);
	let response: FullResponse | undefined;
	const fail = (answer: ApiFailure) => {
		connection.abort();
		discard(response?.body);
		return answer;
	};
	const { process, timeout = TIMEOUT_MS } = call;
	try {
		response = await send(call, timeout, signal);
	} catch {
		// A time-out, a broken connection, or a credential that cannot be read just now.
		return fail({ ok: false, reason: 'unavailable' });
	}
	const status = typeof response.statusCode === 'number' ? response.statusCode : undefined;
	if (status !== 200) {
		const retryAfterMs = retryAfter(response.headers?.['retry-after'], process.now());
		return fail({ ok: false, reason: reasonOf(status), status, ...(retryAfterMs !== undefined && { retryAfterMs }) });
	}
	const body = await readBody(response.body, LONGEST_BODY, AbortSignal.any([signal, process.timeLimit(timeout)]));
	if (body === 'too_large') return fail({ ok: false, reason: 'too_large', status });
	return typeof body === 'string' ? fail({ ok: false, reason: 'unavailable' }) : parse(body, status);
}

async function send({ context, credentialType, url }: ApiCall, timeout: number, signal: AbortSignal): Promise<FullResponse> {
	const options: IHttpRequestOptions = {
		method: 'GET',
		url,
		headers: { accept: 'application/json' },
		// As a stream: this way the size and the JSON of a wrong type are ours to judge.
		encoding: 'stream',
		timeout,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
	return await authenticatedRequest(context, credentialType, options, signal);
}

function parse(bytes: Buffer, status: number): ApiAnswer {
	const body = parseJson(bytes);
	return body === undefined ? { ok: false, reason: 'malformed', status } : { ok: true, body, bytes: bytes.length };
}

/** An answer with 200 that is not the run that was asked for. */
export function notTheRun(answer: JsonObject | undefined, { results }: Provider): ApiFailure {
	const read = answer && results?.read(answer);
	return { ok: false, reason: 'malformed', status: 200, ...(typeof read === 'object' && 'why' in read && { why: read.why }) };
}

/** What a status other than 200 says of a request. */
export function reasonOf(status: number | undefined): ApiFailure['reason'] {
	if (status === 401 || status === 403) return 'unauthorized';
	if (status === 404) return 'not_found';
	if (status === 429) return 'rate_limited';
	return 'unavailable';
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
export function apiSentence({ reason, status, why }: ApiFailure, label: string): string {
	const answered = status === undefined ? '' : ` (HTTP ${status})`;
	switch (reason) {
		case 'unauthorized':
			return `${label} refused the API key${answered}. It was revoked, or belongs to another Base URL. Paste a valid key into the credential.`;
		case 'rate_limited':
			return `${label} asks for fewer requests${answered}. Other programs may be using the same API key. Nothing is to be done unless it lasts.`;
		case 'not_found':
			return `${label} has nothing at this address${answered}. Base URL in the credential may be wrong.`;
		case 'malformed':
			return why ?? `${label} answered something that is not what its API documents${answered}. Base URL in the credential may point to another service.`;
		case 'too_large':
			return `${label} answered more than n8n should hold in memory${answered}.`;
		case 'unavailable':
			if (status !== undefined && status < 500 && status !== REQUEST_TIMEOUT) {
				return `${label} answered HTTP ${status}, which its API does not say to this question. Look at the account at the provider, and at Base URL in the credential.`;
			}
			return `${label} could not be reached${answered}. Its API or the network may be down for a while.`;
	}
}
