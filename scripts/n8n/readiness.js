// @ts-check
'use strict';

const { setTimeout: delay } = require('node:timers/promises');

const { request } = require('./request');

const POLL_MS = 100;
const LINES_IN_ERROR = 40;

/** @type {Readonly<Record<'start' | 'webhook' | 'worker', readonly string[]>>} */
const READY_PATHS = {
	start: ['/healthz/readiness', '/rest/settings'],
	// Before its database is ready, a processor is healthy and answers deliveries with 200 all the same.
	webhook: ['/healthz/readiness'],
	worker: ['/healthz'],
};

/**
 * @param {import('./n8nProcess').N8nProcess} n8n
 * @param {{ baseUrl: string, command: 'start' | 'webhook' | 'worker', timeoutMs: number }} options
 * @returns {Promise<void>}
 * @throws {Error} with n8n's last lines, when it ends or stays unready
 */
async function waitUntilReady(n8n, { baseUrl, command, timeoutMs }) {
	const deadline = Date.now() + timeoutMs;
	for (const path of READY_PATHS[command]) {
		while (!(await answersOk(baseUrl + path))) {
			if (n8n.ending !== undefined) throw new Error(`n8n ${command} ended with ${n8n.ending}\n${lastLines(n8n.log)}`);
			if (Date.now() > deadline) {
				throw new Error(`n8n ${command} was not ready after ${timeoutMs / 1000} s (${path})\n${lastLines(n8n.log)}`);
			}
			await delay(POLL_MS);
		}
	}
}

/** @param {string} url */
async function answersOk(url) {
	return await request(url, { timeoutMs: 5_000 }).then(
		({ status }) => status === 200,
		() => false,
	);
}

/** @param {string} log */
function lastLines(log) {
	return log.trimEnd().split('\n').slice(-LINES_IN_ERROR).join('\n');
}

module.exports = { waitUntilReady };
