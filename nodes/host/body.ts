import type { BinaryHelperFunctions } from 'n8n-workflow';

/** A response's body as n8n's HTTP helper hands it over when asked for a stream. */
export type BodyStream = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Uint8Array>;

export function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'destroy' in body && 'on' in body && 'pause' in body;
}

/** Of a body that is not wanted, nothing more is read. */
export function discard(body: unknown): void {
	if (!isStream(body)) return;
	// Without a listener, the error of a connection that breaks now would end n8n's process.
	body.on('error', () => undefined);
	body.destroy();
}

/** Why a body was not read to its end. */
export type Cut = 'too_large' | 'broken' | 'time';

/**
 * The whole body in memory. Reads no more than `limit` bytes, whatever Content-Length says, and not longer than
 * `signal` allows. Never rejects.
 */
export async function readBody(body: unknown, limit: number, signal: AbortSignal): Promise<Buffer | Cut> {
	if (!isStream(body)) return 'broken';
	if (signal.aborted) {
		discard(body);
		return 'time';
	}
	const stop = () => void body.destroy(new Error('time'));
	signal.addEventListener('abort', stop, { once: true });
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of body) {
			const bytes = Buffer.from(chunk as Uint8Array);
			length += bytes.length;
			// Leaving the loop destroys the stream.
			if (length > limit) return 'too_large';
			chunks.push(bytes);
		}
		return Buffer.concat(chunks);
	} catch {
		return signal.aborted ? 'time' : 'broken';
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
