// @ts-check
'use strict';

const { credentialCalls } = require('./credentials');
const { executionCalls } = require('./executions');
const { runManually, stopListening } = require('./manualRun');
const { installPackage, uninstallPackage } = require('./nodesPackage');
const { RestClient } = require('./rest');
const { workflowCalls } = require('./workflows');

/** @typedef {ReturnType<typeof createClient>} Client */

/**
 * Drives an instance as its owner, over the REST interface the editor uses.
 *
 * @param {{ release: import('./versions').Release, baseUrl: string, folder: string, owner: import('./rest').Owner }} instance
 */
function createClient({ release, baseUrl, folder, owner }) {
	const rest = new RestClient(baseUrl, owner);
	/** @type {import('./manualRun').ManualRun[]} */
	const manualRuns = [];
	return {
		...credentialCalls(rest),
		...workflowCalls(rest, release),
		...executionCalls(rest),

		/** Creates the owner, or logs in where there is one. Any other call does so by itself when needed. */
		setupOwner: async () => await rest.setupOwner(),

		/**
		 * @param {string} method
		 * @param {string} path below /rest
		 * @param {unknown} [body]
		 * @returns {Promise<any>}
		 */
		call: async (method, path, body) => await rest.call(method, path, body),

		/**
		 * Installs an unpublished package the way Settings > Community nodes does.
		 *
		 * @param {string} tarball as `npm pack` makes it
		 */
		installPackage: async (tarball) => await installPackage(rest, folder, tarball),

		/** @param {string} name as npm knows it */
		uninstallPackage: async (name) => await uninstallPackage(rest, name),

		/**
		 * What the editor does on "Execute workflow" and "Listen for test event".
		 *
		 * @param {string} workflowId
		 * @param {string} triggerNodeName
		 */
		runManually: async (workflowId, triggerNodeName) => {
			const run = await runManually(rest, workflowId, triggerNodeName);
			manualRuns.push(run);
			return run;
		},

		/**
		 * "Stop listening" of the editor; done once a delivery to the test URL is refused.
		 *
		 * @param {string} workflowId
		 */
		stopListening: async (workflowId) => await stopListening(rest, workflowId),

		/** Ends the connections that manual runs left open. */
		close: () => {
			for (const run of manualRuns.splice(0)) run.close();
		},
	};
}

module.exports = { createClient };
