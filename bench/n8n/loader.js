// @ts-check
'use strict';

const { fork } = require('node:child_process');
const path = require('node:path');
const { installHost } = require('../../scripts/n8n');

/**
 * Starts the load generator for one n8n.
 * @param {string} folder the instance's
 */
async function startLoader(folder) {
	const { node } = await installHost();
	const child = fork(path.join(__dirname, 'load.js'), [path.join(folder, '.n8n', 'database.sqlite')], { execPath: node, execArgv: ['--no-warnings'] });
	const ended = new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`))));
	ended.catch(() => {});
	return {
		/** @param {import('./load').Order} order @returns {Promise<import('./load').Result>} */
		load: async (order) => {
			const answer = new Promise((resolve, reject) => {
				child.once('message', (/** @type {any} */ message) => (message.error ? reject(new Error(message.error)) : resolve(message.result)));
			});
			child.send(order);
			return /** @type {any} */ (await Promise.race([answer, ended]));
		},
		stop: () => child.disconnect(),
	};
}

module.exports = { startLoader };
