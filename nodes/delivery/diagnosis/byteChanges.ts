/** What may happen to a body on its way without anybody reading it as JSON. */
export type ByteChange =
	| 'line_end_added'
	| 'line_end_removed'
	| 'lf_became_crlf'
	| 'crlf_became_lf'
	| 'byte_order_mark_added'
	| 'byte_order_mark_removed'
	| 'utf8_became_latin1'
	| 'utf8_encoded_twice'
	| 'latin1_became_utf8';

/** The changes after which a body says something else. */
export const ENCODINGS: readonly ByteChange[] = ['utf8_became_latin1', 'utf8_encoded_twice', 'latin1_became_utf8'];

export interface BodyBefore {
	readonly change: ByteChange;
	readonly body: Buffer;
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const LF = Buffer.from('\n');
const CRLF = Buffer.from('\r\n');

/** What the body would have been before each change; only changes that can have happened to it. */
export function bodiesBefore(received: Buffer): BodyBefore[] {
	// Latin-1 maps each byte to one character and back, so any bytes survive.
	const bytes = received.toString('latin1');
	const changed = (change: ByteChange, body: string | Buffer): BodyBefore => ({ change, body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body });
	const before = [
		changed('line_end_added', bytes.replace(/\r?\n$/, '')),
		changed('line_end_removed', Buffer.concat([received, LF])),
		changed('line_end_removed', Buffer.concat([received, CRLF])),
		changed('lf_became_crlf', bytes.replaceAll('\r\n', '\n')),
		changed('crlf_became_lf', bytes.replace(/\r?\n/g, '\r\n')),
		changed('byte_order_mark_removed', Buffer.concat([BYTE_ORDER_MARK, received])),
		...encodingsBefore(received, bytes),
	];
	if (received.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
		before.push(changed('byte_order_mark_added', received.subarray(BYTE_ORDER_MARK.length)));
	}
	return before.filter(({ body }) => !body.equals(received));
}

function encodingsBefore(received: Buffer, bytes: string): BodyBefore[] {
	const text = received.toString('utf8');
	if (!Buffer.from(text, 'utf8').equals(received)) return [{ change: 'utf8_became_latin1', body: Buffer.from(bytes, 'utf8') }];
	const body = Buffer.from(text, 'latin1');
	// Latin-1 only holds code points up to 255.
	if (body.toString('latin1') !== text) return [];
	const isUtf8 = Buffer.from(body.toString('utf8'), 'utf8').equals(body);
	return [{ change: isUtf8 ? 'utf8_encoded_twice' : 'latin1_became_utf8', body }];
}
