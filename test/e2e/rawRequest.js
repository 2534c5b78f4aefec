// @ts-check
const http = require('node:http');

/**
 * Sends a body in a way that no well-behaved client does.
 * @param {string} url
 * @param {{ headers: Record<string, string>, body: Buffer }} delivery
 * @param {'in chunks' | 'cut off'} how without announcing a length; or half of it, and then the connection is closed
 * @returns {Promise<{ status: number, body: any }>} status 0 where the connection was closed before an answer
 */
function sendRaw(url, { headers, body }, how) {
	return new Promise((resolve, reject) => {
		const length = how === 'cut off' ? { 'content-length': String(body.length) } : { 'transfer-encoding': 'chunked' };
		const outgoing = http.request(url, { method: 'POST', agent: false, headers: { ...headers, ...length } }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
		});
		outgoing.once('error', how === 'cut off' ? () => resolve({ status: 0, body: undefined }) : reject);
		if (how === 'in chunks') {
			for (let at = 0; at < body.length; at += 65_536) outgoing.write(body.subarray(at, at + 65_536));
			outgoing.end();
		} else {
			outgoing.write(body.subarray(0, body.length / 2), () => setTimeout(() => outgoing.destroy(), 300));
		}
	});
}

module.exports = { sendRaw };
