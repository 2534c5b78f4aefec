const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A header of an answer, which Node reads as Latin-1; its bytes are UTF-8 wherever they can be. */
export function headerText(value: string): string {
	const bytes = Buffer.from(value, 'latin1');
	// The host may have decoded it already.
	if (bytes.toString('latin1') !== value) return value;
	try {
		return utf8.decode(bytes);
	} catch {
		return value;
	}
}
