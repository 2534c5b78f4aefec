import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { isStream } from './body';
import type { FileRequest } from './fetchFile';

/** For the headers of an answer; what follows is bounded by the request's signal. */
const TIMEOUT_MS = 20_000;

/** The beginning of an answer: its body has not been read. */
export interface FileAnswer {
	readonly status: number;
	readonly headers: IDataObject;
	readonly body: unknown;
	/** What the answer came over; undefined where n8n does not tell. */
	readonly socket?: unknown;
}

/** Undefined when nobody answered. */
export async function getFile(url: URL, request: FileRequest): Promise<FileAnswer | undefined> {
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
	return url.origin === request.ownOrigin ? await getOwn(options, request) : await getForeign(options, request);
}

async function getOwn(options: IHttpRequestOptions, { context, credentialType }: FileRequest): Promise<FileAnswer | undefined> {
	try {
		const { httpRequestWithAuthentication } = context.helpers;
		const answer = (await httpRequestWithAuthentication.call(context, credentialType, { ...options, ignoreHttpStatusErrors: true })) as Full;
		return { status: Number(answer.statusCode), headers: answer.headers ?? {}, body: answer.body };
	} catch {
		return undefined;
	}
}

/** What n8n's helper returns, and what an error of its HTTP client carries. */
interface Full {
	readonly statusCode?: unknown;
	readonly headers?: IDataObject;
	readonly body?: unknown;
}
interface HttpError {
	readonly response?: {
		readonly status?: unknown;
		readonly headers?: IDataObject;
		readonly data?: unknown;
		readonly request?: { readonly socket?: unknown };
	};
}

/**
 * Without the API key. n8n's helper returns no connection with an answer, but its error for an unwanted status
 * carries one: so the status that is wanted is declared unwanted (n8n 2.41).
 */
async function getForeign(options: IHttpRequestOptions, { context, signal }: FileRequest): Promise<FileAnswer | undefined> {
	try {
		const answer = (await context.helpers.httpRequest({ ...options, ignoreHttpStatusErrors: { ignore: true, except: [200] }, abortSignal: signal })) as Full;
		const socket = isStream(answer.body) && 'socket' in answer.body ? answer.body.socket : undefined;
		return { status: Number(answer.statusCode), headers: answer.headers ?? {}, body: answer.body, socket };
	} catch (error) {
		const { response } = (error ?? {}) as HttpError;
		if (response === undefined) return undefined;
		return { status: Number(response.status), headers: response.headers ?? {}, body: response.data, socket: response.request?.socket };
	}
}
