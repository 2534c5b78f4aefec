import type { IBinaryData } from 'n8n-workflow';

import type { DeliveryFile } from '../../delivery/item';
import type { BodyStream } from '../api/body';
import { aborted, isStream } from '../api/body';
import { headerText } from '../api/headerText';
import { isWorthAnotherTry, pause, retryAfter, waitBefore } from '../api/retry';
import type { Process } from '../process';
import { mimeTypeOf, nameOf, typeOf, withType } from './describeFile';
import { isAllowed, originOf, parseAddress } from './fileAddress';
import type { Asker, FileAnswer } from './getFile';
import { getFile } from './getFile';

export interface FileRequest extends Asker {
	readonly url: string;
	readonly file: Pick<DeliveryFile, 'kind' | 'name'>;
	/** Bytes that one file may have. */
	readonly limit: number;
	/** Bytes that all files of the item may still have together; counted down as they come in. */
	readonly budget: { left: number };
	readonly process: Pick<Process, 'now' | 'wait'>;
}

export type FetchedFile = { readonly binary: IBinaryData; readonly bytes: number } | FileFailure;

export interface FileFailure {
	readonly reason: 'address' | 'redirects' | 'expired' | 'no_file' | 'unavailable' | 'too_large' | 'too_much' | 'time';
	readonly status?: number;
}

const ATTEMPTS = 3;
const MOST_REDIRECTS = 5;
const GONE = [400, 401, 403, 404, 410];

/** Streams one file into n8n's binary data. Whatever goes wrong is an answer, never an exception. */
export async function fetchFile(request: FileRequest): Promise<FetchedFile> {
	for (let attempt = 1; ; attempt += 1) {
		const { file, retryAfterMs } = await fetchOnce(request);
		if (!('reason' in file) || file.reason !== 'unavailable' || attempt === ATTEMPTS) return file;
		const wait = waitBefore(attempt, retryAfterMs);
		if (wait === undefined) return file;
		await pause(wait, request.process, request.signal);
	}
}

async function fetchOnce(request: FileRequest): Promise<{ file: FetchedFile; retryAfterMs?: number }> {
	let url = parseAddress(request.url);
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
		if (request.signal.aborted) return { file: { reason: 'time' } };
		const unasked = url === undefined ? 'address' : await whyUnasked(url, request);
		if (url === undefined || unasked !== undefined) return { file: { reason: unasked ?? 'address' } };
		const response = await getFile(url, request);
		if (response === undefined) return { file: { reason: request.signal.aborted ? 'time' : 'unavailable' } };
		const { status, headers } = response;
		if (status === 200) return { file: await keep(url, response, request) };
		response.close();
		if (status < 300 || status > 399 || typeof headers.location !== 'string') {
			return { file: { reason: reasonOf(status), status }, retryAfterMs: retryAfter(headers['retry-after'], request.process.now()) };
		}
		url = parseAddress(headerText(headers.location), url);
	}
	return { file: { reason: 'redirects' } };
}

/** An answer that would be the same again is not asked for again. */
function reasonOf(status: number): FileFailure['reason'] {
	if (GONE.includes(status)) return 'expired';
	return isWorthAnotherTry(status) ? 'unavailable' : 'no_file';
}

async function whyUnasked(url: URL, { ownOrigin, context }: FileRequest): Promise<'address' | 'unavailable' | undefined> {
	try {
		return (await isAllowed(url, ownOrigin, context)) ? undefined : 'address';
	} catch {
		// The name server knows no such name, or is down for a while: the name is asked neither way.
		return 'unavailable';
	}
}

async function keep(url: URL, answer: FileAnswer, request: FileRequest): Promise<FetchedFile> {
	const file = await judge(url, answer, request);
	// The connection is kept open until here, so that it can tell where it leads.
	answer.close();
	return file;
}

async function judge(url: URL, { headers, body, socket, close }: FileAnswer, request: FileRequest): Promise<FetchedFile> {
	if (!isStream(body)) return { reason: 'unavailable' };
	if (url.origin !== request.ownOrigin) {
		const origin = originOf(socket);
		if (origin !== 'public') return { reason: origin === 'private' ? 'address' : 'unavailable' };
	}
	// The announced size only ever saves a download: what counts is what comes in.
	const announced = Number(headers['content-length']);
	if (announced > request.limit) return { reason: 'too_large' };
	if (announced > request.budget.left) return { reason: 'too_much' };
	return await store({ body, close }, nameOf(request.file, url, headers), mimeTypeOf(headers), request);
}

async function store(
	{ body, close }: { readonly body: BodyStream; readonly close: () => void },
	fileName: string,
	mimeType: string,
	{ context, limit, budget, signal }: FileRequest,
): Promise<FetchedFile> {
	let bytes = 0;
	let cut: FileFailure['reason'] | undefined;
	// What n8n waits for may never end: so it is told, but not waited for.
	const ended = new AbortController();
	const stop = (reason: FileFailure['reason']) => {
		cut ??= reason;
		ended.abort();
		close();
	};
	const onAbort = () => stop('time');
	const broken = async (): Promise<FetchedFile> => {
		await aborted(ended.signal);
		return { reason: cut ?? 'unavailable' };
	};
	const count = (chunk: { readonly length: number }) => {
		if (ended.signal.aborted) return;
		bytes += chunk.length;
		budget.left -= chunk.length;
		if (bytes > limit) stop('too_large');
		else if (budget.left < 0) stop('too_much');
	};
	// A stream flows as soon as somebody listens: so nobody counts before n8n takes it, and nothing is lost.
	const onTaken = (event: string | symbol) => {
		if (event !== 'data' && event !== 'readable') return;
		body.off('newListener', onTaken);
		body.on('data', count);
	};
	body.on('newListener', onTaken);
	// A stream that ended before n8n took it would keep it waiting: so whichever ends first.
	body.on('error', () => stop('unavailable'));
	signal.addEventListener('abort', onAbort, { once: true });
	if (signal.aborted) onAbort();
	try {
		const stored = context.helpers.prepareBinaryData(body, fileName, typeOf(mimeType)).then((binary) => ({ binary: withType(binary, mimeType), bytes }));
		const file = await Promise.race([stored, broken()]);
		// What was not kept leaves room for other files.
		if ('reason' in file) budget.left += bytes;
		return file;
	} catch {
		budget.left += bytes;
		return { reason: cut ?? 'unavailable' };
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
