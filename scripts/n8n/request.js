// @ts-check
'use strict';

const http = require('node:http');
const https = require('node:https');

/**
 * @typedef {object} HttpAnswer
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * Sends one request over a connection of its own: a connection kept from before a restart would fail the first request
 * after it. The body's bytes go out exactly as given.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: http.OutgoingHttpHeaders, body?: string | Buffer, timeoutMs?: number }} [options]
 * @returns {Promise<HttpAnswer>}
 * @throws {Error} when nobody answers within timeoutMs (default 60 s)
 */
async function request(url, { method = 'GET', headers = {}, body, timeoutMs = 60_000 } = {}) {
	return await new Promise((resolve, reject) => {
		const client = url.startsWith('https:') ? https : http;
		const outgoing = client.request(url, { method, headers, agent: false }, (response) => {
			/** @type {Buffer[]} */
			const chunks = [];
			response.on('data', (chunk) => chunks.push(chunk));
			response.once('error', reject);
			response.once('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
			});
		});
		outgoing.setTimeout(timeoutMs, () => {
			outgoing.destroy(new Error(`${method} ${url}: no answer within ${timeoutMs / 1000} s`));
		});
		outgoing.once('error', reject);
		outgoing.end(body);
	});
}

module.exports = { request };
