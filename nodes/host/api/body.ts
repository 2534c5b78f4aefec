import type { BinaryHelperFunctions } from 'n8n-workflow';

import type { Json } from '../../delivery/json';

/** A response's body as n8n's HTTP helper hands it over when asked for a stream. */
export type BodyStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Uint8Array>;

export function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'destroy' in body && 'on' in body && 'pause' in body;
}

/**
 * Of a body that is not wanted, nothing more is read. The connection stays open, where the stream is one of axios
 * 1.18: so whoever asked closes it first.
 */
export function discard(body: unknown): void {
	if (!isStream(body)) return;
	ignoreErrors(body);
	body.destroy();
}

/** Without a listener, the error of a connection that breaks would end n8n's process. */
export function ignoreErrors(body: BodyStream): void {
	body.on('error', () => undefined);
}

/** Resolves when the signal aborts; so that waiting never depends on what a stream does. `until`: nobody listens after that. */
export async function aborted(signal: AbortSignal, until?: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true, signal: until });
	});
}

/** Why a body was not read to its end. */
export type Cut = 'too_large' | 'broken' | 'time';

/**
 * The whole body in memory. Reads no more than `limit` bytes, whatever Content-Length says, and not longer than
 * `signal` allows. Never rejects; closing the connection of a body that was cut is up to the caller.
 */
export async function readBody(body: unknown, limit: number, signal: AbortSignal): Promise<Buffer | Cut> {
	if (!isStream(body)) return 'broken';
	ignoreErrors(body);
	const time = async () => {
		await aborted(signal);
		return 'time' as const;
	};
	// The time first, so that it wins when both are over.
	const read = await Promise.race([time(), readToEnd(body, limit)]);
	return signal.aborted && typeof read === 'string' ? 'time' : read;
}

async function readToEnd(body: BodyStream, limit: number): Promise<Buffer | Cut> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		const reader = body[Symbol.asyncIterator]();
		for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
			const bytes = Buffer.from(next.value as Uint8Array);
			length += bytes.length;
			// Leaving a for await loop would wait for the stream's end, which may never come.
			if (length > limit) return 'too_large';
			chunks.push(bytes);
		}
		return Buffer.concat(chunks);
	} catch {
		return 'broken';
	}
}

/** Takes off a byte order mark: RFC 8259, 8.1. */
const utf8 = new TextDecoder();

/** Undefined for what is not JSON. */
export function parseJson(body: Buffer): Json | undefined {
	try {
		return JSON.parse(utf8.decode(body)) as Json;
	} catch {
		return undefined;
	}
}
