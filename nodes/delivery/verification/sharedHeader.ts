import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a header's value, which Node reads as Latin-1, is this text. Digests have one length, so the comparison tells
 * nothing about the length of the secret either.
 */
export function fitsSharedHeader(expected: string, received: string): boolean {
	const digest = sha256(Buffer.from(received, 'latin1'));
	const utf8 = Buffer.from(expected, 'utf8');
	const fitsUtf8 = timingSafeEqual(sha256(utf8), digest);
	// A sender may also write an accented secret in Latin-1, which only holds code points up to 255.
	if (utf8.length === expected.length) return fitsUtf8;
	const latin1 = Buffer.from(expected, 'latin1');
	return (latin1.toString('latin1') === expected && timingSafeEqual(sha256(latin1), digest)) || fitsUtf8;
}

function sha256(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}
