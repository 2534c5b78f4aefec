import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { FullResponse } from '../api/authenticatedRequest';
import { authenticatedRequest } from '../api/authenticatedRequest';
import { discard, ignoreErrors, isStream } from '../api/body';

/** For the headers of an answer; what follows is bounded by the request's signal. */
const TIMEOUT_MS = 20_000;

/** On whose behalf a file is asked for. */
export interface Asker {
	readonly context: IExecuteFunctions;
	readonly credentialType: string;
	/** The origin of the credential's own base URL: it alone is sent the API key, and may stand in a private network. */
	readonly ownOrigin: string;
	/** When it aborts, nothing more is asked or read. */
	readonly signal: AbortSignal;
}

/** The beginning of an answer: its body has not been read. */
export interface FileAnswer {
	readonly status: number;
	readonly headers: IDataObject;
	readonly body: unknown;
	/** Ends the answer and its connection, whatever is still being sent. */
	readonly close: () => void;
	/** What the answer came over; undefined where n8n does not tell. */
	readonly socket?: unknown;
}

/** Undefined when nobody answered. */
export async function getFile(url: URL, asker: Asker): Promise<FileAnswer | undefined> {
	const options: IHttpRequestOptions = {
		method: 'GET',
		url: url.href,
		// As it is stored.
		headers: { 'accept-encoding': 'identity' },
		encoding: 'stream',
		timeout: TIMEOUT_MS,
		returnFullResponse: true,
		// Each address is checked before it is asked.
		disableFollowRedirect: true,
	};
	return url.origin === asker.ownOrigin ? await getOwn(options, asker) : await getForeign(options, asker);
}

async function getOwn(options: IHttpRequestOptions, { context, credentialType, signal }: Asker): Promise<FileAnswer | undefined> {
	const connection = new AbortController();
	try {
		const either = AbortSignal.any([signal, connection.signal]);
		const answer = await authenticatedRequest(context, credentialType, { ...options, ignoreHttpStatusErrors: true }, either);
		return answerOf(answer, () => connection.abort());
	} catch {
		return undefined;
	}
}

/** What an error of n8n's HTTP client carries. */
interface HttpError {
	readonly response?: {
		readonly status?: unknown;
		readonly headers?: IDataObject;
		readonly data?: unknown;
		readonly request?: HttpRequest;
	};
}
interface HttpRequest {
	readonly socket?: unknown;
	readonly destroy?: () => unknown;
}

/**
 * Without the API key. n8n's helper returns no connection with an answer, but its error for an unwanted status
 * carries one: so the status that is wanted is declared unwanted (n8n 2.41). Its HTTP client then no longer
 * follows the signal, so that such a connection is closed by itself.
 */
async function getForeign(options: IHttpRequestOptions, { context, signal }: Asker): Promise<FileAnswer | undefined> {
	const connection = new AbortController();
	const abortSignal = AbortSignal.any([signal, connection.signal]);
	try {
		// A connection that is to be kept still tells its address when a short answer has come in whole.
		const agentOptions = { keepAlive: true };
		const answer = (await context.helpers.httpRequest({ ...options, agentOptions, ignoreHttpStatusErrors: { ignore: true, except: [200] }, abortSignal })) as FullResponse;
		const socket = isStream(answer.body) && 'socket' in answer.body ? answer.body.socket : undefined;
		return { ...answerOf(answer, () => connection.abort()), socket };
	} catch (error) {
		const { response } = (error ?? {}) as HttpError;
		if (response === undefined) return undefined;
		const { status, headers, data, request } = response;
		return { ...answerOf({ statusCode: status, headers, body: data }, () => void closeAll(request)), socket: request?.socket };
	}
}

/** Of a request that has its whole answer, nothing is left to destroy but the connection. */
function closeAll(request: HttpRequest | undefined): void {
	const { socket } = request ?? {};
	request?.destroy?.();
	if (typeof socket === 'object' && socket !== null && 'destroy' in socket && typeof socket.destroy === 'function') socket.destroy();
}

function answerOf({ statusCode, headers = {}, body }: FullResponse, closeConnection: () => void): FileAnswer {
	if (isStream(body)) ignoreErrors(body);
	const close = () => {
		closeConnection();
		discard(body);
	};
	return { status: Number(statusCode), headers, body, close };
}
