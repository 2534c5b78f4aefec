// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const http = require('node:http');

const OPCODE = /** @type {const} */ ({ continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 });

/**
 * Opens a WebSocket for reading: enough of RFC 6455 to listen to n8n, since Node has a client only from version 22 on, and
 * that one cannot send a cookie.
 *
 * @param {string} url http://...
 * @param {Record<string, string>} headers
 * @param {(message: string) => void} onMessage
 * @returns {Promise<{ close: () => void }>}
 */
async function openWebSocket(url, headers, onMessage) {
	const handshake = http.request(url, {
		agent: false,
		headers: {
			...headers,
			connection: 'Upgrade',
			upgrade: 'websocket',
			'sec-websocket-version': '13',
			'sec-websocket-key': randomBytes(16).toString('base64'),
		},
	});
	/** @type {[import('node:net').Socket, Buffer]} */
	const [socket, head] = await new Promise((resolve, reject) => {
		handshake.once('upgrade', (_response, upgraded, first) => resolve([upgraded, first]));
		handshake.once('response', ({ statusCode }) => reject(new Error(`${url} answered ${statusCode} to a WebSocket`)));
		handshake.once('error', reject);
		handshake.end();
	});
	const read = frameReader((opcode, payload) => {
		if (opcode === OPCODE.text || opcode === OPCODE.binary) onMessage(payload.toString('utf8'));
		if (opcode === OPCODE.ping) socket.write(clientFrame(OPCODE.pong, payload));
		if (opcode === OPCODE.close) socket.end(clientFrame(OPCODE.close, payload));
	});
	socket.on('error', () => socket.destroy());
	socket.on('data', read);
	read(head);
	return { close: () => socket.destroy() };
}

/**
 * @param {(opcode: number, payload: Buffer) => void} onMessage gets whole messages, put together from their fragments
 * @returns {(bytes: Buffer) => void}
 */
function frameReader(onMessage) {
	let pending = Buffer.alloc(0);
	/** @type {{ opcode: number, parts: Buffer[] }} */
	let message = { opcode: OPCODE.text, parts: [] };
	return (bytes) => {
		pending = Buffer.concat([pending, bytes]);
		for (let frame = firstFrame(pending); frame !== undefined; frame = firstFrame(pending)) {
			pending = pending.subarray(frame.size);
			if (frame.opcode >= OPCODE.close) {
				onMessage(frame.opcode, frame.payload);
				continue;
			}
			if (frame.opcode !== OPCODE.continuation) message = { opcode: frame.opcode, parts: [] };
			message.parts.push(frame.payload);
			if (frame.isLast) onMessage(message.opcode, Buffer.concat(message.parts));
		}
	};
}

/**
 * @param {Buffer} bytes a server's, so unmasked
 * @returns {{ opcode: number, isLast: boolean, payload: Buffer, size: number } | undefined} undefined until it is complete
 */
function firstFrame(bytes) {
	if (bytes.length < 2) return undefined;
	const shortLength = bytes.readUInt8(1) & 0x7f;
	const headSize = shortLength === 127 ? 10 : shortLength === 126 ? 4 : 2;
	if (bytes.length < headSize) return undefined;
	const length =
		headSize === 10 ? Number(bytes.readBigUInt64BE(2)) : headSize === 4 ? bytes.readUInt16BE(2) : shortLength;
	const size = headSize + length;
	if (bytes.length < size) return undefined;
	const first = bytes.readUInt8(0);
	return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload: bytes.subarray(headSize, size), size };
}

/**
 * @param {number} opcode of a control frame, so at most 125 bytes
 * @param {Buffer} payload
 */
function clientFrame(opcode, payload) {
	const mask = randomBytes(4);
	const masked = payload.map((byte, index) => byte ^ mask.readUInt8(index % 4));
	return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked]);
}

module.exports = { openWebSocket };
