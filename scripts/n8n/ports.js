// @ts-check
'use strict';

const { randomInt } = require('node:crypto');
const net = require('node:net');

/** Below the range that Linux hands out to outgoing connections, so that none of those takes a port found free. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** @param {number} port */
async function isFree(port) {
	return await new Promise((resolve) => {
		const server = net.createServer();
		server.once('error', () => resolve(false));
		server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
	});
}

/**
 * @returns {Promise<number>} a TCP port on loopback that nobody listens on now
 */
async function freePort() {
	for (;;) {
		const port = randomInt(FIRST_PORT, LAST_PORT);
		if (await isFree(port)) return port;
	}
}

module.exports = { freePort };
