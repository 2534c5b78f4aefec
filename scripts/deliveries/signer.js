// @ts-check
const { createHmac } = require('node:crypto');

/**
 * @typedef {{ headers: Record<string, string>, body: Buffer }} Delivery
 * @typedef {{ generation: string, event: string, status: string, secret: string, now: number, runId?: string, body?: Buffer, headerName?: string, timestamp?: string }} Order
 *   What to deliver: `now` in milliseconds since 1970, `body` the exact bytes instead of a sample.
 */

/**
 * HMAC-SHA256 in lower-case hex.
 * @param {string} secret
 * @param {...(string | Buffer)} parts
 */
function hmac(secret, ...parts) {
	const mac = createHmac('sha256', secret);
	for (const part of parts) mac.update(part);
	return mac.digest('hex');
}

module.exports = { hmac };
