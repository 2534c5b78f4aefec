import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { Json } from '../../delivery/json';
import { isDeeperThan, MAX_DEPTH } from '../../delivery/json';
import type { RunRequest } from '../../delivery/runs';
import { detailOf } from '../../delivery/runs';
import type { Process } from '../process';
import { reasonOf } from './api';
import type { FullResponse } from './authenticatedRequest';
import { authenticatedRequest } from './authenticatedRequest';
import { discard, parseJson, readBody } from './body';
import { pause, retryAfter, waitBefore } from './retry';

/** A request that changes something at a provider, with the node's credential. */
export interface Change {
	readonly context: IExecuteFunctions;
	readonly credentialType: string;
	readonly baseUrl: string;
	readonly request: RunRequest;
	/** What an error must not repeat. */
	readonly hidden: readonly string[];
	readonly process: Pick<Process, 'now' | 'timeLimit' | 'wait'>;
	readonly signal?: AbortSignal;
}

export type Changed = { readonly ok: true; readonly body: Json } | ChangeFailure;

export interface ChangeFailure {
	readonly ok: false;
	readonly reason: 'unauthorized' | 'not_found' | 'rate_limited' | 'redirected' | 'rejected' | 'unavailable';
	readonly status?: number;
	/** The API's own words. */
	readonly detail?: string;
	readonly retryAfterMs?: number;
	/** Nobody knows whether the provider has done it. */
	readonly mayBeDone: boolean;
}

/** A provider may look at the page, or ask a language model, before it answers. */
const TIMEOUT_MS = 100_000;
/** In bytes. */
const LONGEST_BODY = 5_000_000;
/** How often a provider may ask for patience. */
const ATTEMPTS = 4;
/** There was no connection that a request could have gone through: Node's own words, and those of OpenSSL on certificates and on what is no TLS. */
const NOT_CONNECTED =
	/\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_\w+|\w+_SIGNED_CERT(?:_IN_CHAIN)?|UNABLE_TO_(?:GET|VERIFY)_\w+|ERR_TLS_CERT_ALTNAME_INVALID|\w*WRONG_VERSION_NUMBER)\b|wrong version number/;
/** RFC 9110, 15.4.4: the answer to what was done stands elsewhere. */
const SEE_OTHER = 303;

/** The same, again where the API asks for patience: whoever does that has done nothing. */
export async function change(wanted: Change): Promise<Changed> {
	for (let attempt = 1; ; attempt += 1) {
		const answer = await changeOnce(wanted);
		const wait = !answer.ok && answer.reason === 'rate_limited' && attempt < ATTEMPTS ? waitBefore(attempt, answer.retryAfterMs) : undefined;
		if (wait === undefined) return answer;
		await pause(wait, wanted.process, wanted.signal);
		if (wanted.signal?.aborted === true) return answer;
	}
}

/** Sends it once, and never again: a second run would cost twice. Whatever goes wrong is an answer, never an exception. */
export async function changeOnce(change: Change): Promise<Changed> {
	const { process, signal } = change;
	const connection = new AbortController();
	const limit = AbortSignal.any([connection.signal, process.timeLimit(TIMEOUT_MS), ...(signal === undefined ? [] : [signal])]);
	let response: FullResponse;
	try {
		response = await send(change, limit);
	} catch (error) {
		return { ok: false, reason: 'unavailable', mayBeDone: !NOT_CONNECTED.test(traceOf(error)) };
	}
	const body = await readBody(response.body, LONGEST_BODY, limit);
	connection.abort();
	discard(response.body);
	const status = typeof response.statusCode === 'number' ? response.statusCode : undefined;
	const json = typeof body === 'string' ? undefined : parse(body);
	if (status !== undefined && status >= 200 && status < 300) {
		return json === undefined ? { ok: false, reason: 'unavailable', status, mayBeDone: true } : { ok: true, body: json };
	}
	const detail = json === undefined ? undefined : detailOf(json, change.hidden);
	const retryAfterMs = retryAfter(response.headers?.['retry-after'], process.now());
	return {
		ok: false,
		...refusal(status),
		...(status !== undefined && { status }),
		...(detail !== undefined && { detail }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

/** Who refuses with 4xx has done nothing, nor has who only leads elsewhere; what stands behind a 5xx may have. */
function refusal(status: number | undefined): Pick<ChangeFailure, 'reason' | 'mayBeDone'> {
	if (status === undefined || status < 300 || status >= 500) return { reason: 'unavailable', mayBeDone: true };
	if (status < 400) return { reason: 'redirected', mayBeDone: status === SEE_OTHER };
	const reason = reasonOf(status);
	return { reason: reason === 'unauthorized' || reason === 'not_found' || reason === 'rate_limited' ? reason : 'rejected', mayBeDone: false };
}

async function send({ context, credentialType, baseUrl, request }: Change, signal: AbortSignal): Promise<FullResponse> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${baseUrl}${request.path}`,
		headers: { accept: 'application/json', ...(request.body !== undefined && { 'content-type': 'application/json' }), ...request.headers },
		...(request.body !== undefined && { body: JSON.stringify(request.body) }),
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
	return await authenticatedRequest(context, credentialType, options, signal);
}

/** An answer without a body says null; one that is nested too deeply to be worked with says nothing. */
function parse(body: Buffer): Json | undefined {
	const json = body.length === 0 ? null : parseJson(body);
	return json === undefined || isDeeperThan(json, MAX_DEPTH) ? undefined : json;
}

/** n8n wraps the error of a connection in its own. */
function traceOf(error: unknown): string {
	const said: string[] = [];
	for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
		const { code, errorCode, messages } = cause as { code?: unknown; errorCode?: unknown; messages?: unknown };
		said.push(cause.message, String(code), String(errorCode), String(messages));
	}
	return said.join(' ');
}
