// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { createClient } = require('./client');
const { writeCommands } = require('./commands');
const { n8nEnvironment } = require('./environment');
const { installHost } = require('./install');
const { pinWorkflowLibrary } = require('./moduleResolution');
const { N8nProcess } = require('./n8nProcess');
const { ownerOf } = require('./owner');
const { freePort } = require('./ports');
const { waitUntilReady } = require('./readiness');
const { createRunFolder } = require('./runFolder');
const { CURRENT } = require('./versions');

/**
 * @typedef {object} StartOptions
 * @property {import('./versions').Release} [release] default the one that all tests but the compatibility test run on
 * @property {string} [folder] N8N_USER_FOLDER; without it a fresh one, removed by stop()
 * @property {'start' | 'webhook' | 'worker'} [command] default "start"; the others are for queue mode
 * @property {number} [port] n8n's own (a worker: its health check's); default any free one
 * @property {Readonly<Record<string, string>>} [env] n8n settings on top of, or instead of, the harness's own
 * @property {(line: string) => void} [log] progress, for a person to read
 * @property {number} [readyTimeoutMs] default two minutes
 */

/**
 * Starts a real n8n on loopback, installing it first where needed, and waits until it is usable.
 *
 * @param {StartOptions} [options]
 * @returns {Promise<Instance>}
 * @throws {Error} with n8n's last lines, when it does not become ready
 */
async function startN8n(options = {}) {
	const { log = () => {}, command = 'start', env = {}, readyTimeoutMs = 120_000, release = CURRENT } = options;
	const host = await installHost({ release, log });
	const folder = options.folder === undefined ? createRunFolder() : path.resolve(options.folder);
	fs.mkdirSync(folder, { recursive: true });
	pinWorkflowLibrary(folder, host);
	const port = options.port ?? (await freePort());
	const environment = n8nEnvironment({
		release,
		command,
		folder,
		port,
		brokerPort: await freePort(),
		commands: writeCommands(folder, host.node),
		overrides: env,
	});
	const instance = new Instance({
		release,
		folder,
		port,
		removesFolder: options.folder === undefined,
		launch: async () => {
			log(`Starting n8n ${host.version} (${command}, about 12 s)`);
			const n8n = new N8nProcess(host, { command, folder, env: environment });
			try {
				await waitUntilReady(n8n, { baseUrl: `http://127.0.0.1:${port}`, command, timeoutMs: readyTimeoutMs });
			} catch (error) {
				await n8n.kill();
				throw error;
			}
			return n8n;
		},
	});
	try {
		await instance.restart();
	} catch (error) {
		await instance.stop();
		throw error;
	}
	return instance;
}

/** A running n8n of its own. */
class Instance {
	/**
	 * @param {{ release: import('./versions').Release, folder: string, port: number, removesFolder: boolean, launch: () => Promise<N8nProcess> }} options
	 */
	constructor({ release, folder, port, removesFolder, launch }) {
		this.folder = folder;
		this.port = port;
		this.baseUrl = `http://127.0.0.1:${port}`;
		/** The login for the editor; n8n has it once the client made its first call. For the command "start" only. */
		this.owner = ownerOf(folder);
		/** For the command "start" only. */
		this.client = createClient({ release, baseUrl: this.baseUrl, folder, owner: this.owner });
		/** @private */
		this.removesFolder = removesFolder;
		/** @private */
		this.launch = launch;
		/** @private @type {N8nProcess | undefined} */
		this.n8n = undefined;
		/** @private */
		this.earlierLog = '';
	}

	/** @returns {number} of n8n itself; another one after restart() */
	get pid() {
		return this.n8n?.pid ?? 0;
	}

	/** @returns {string} what n8n printed, restarts included; the oldest is dropped beyond two megabytes per start */
	logText() {
		return this.earlierLog + (this.n8n?.log ?? '');
	}

	/** Ends n8n if it runs and starts it again: same folder, same port. */
	async restart() {
		await this.end();
		this.earlierLog = this.logText();
		this.n8n = undefined;
		this.n8n = await this.launch();
	}

	/** Ends n8n as a crash would, its task runner included. */
	async kill() {
		this.client.close();
		await this.n8n?.kill();
	}

	/** Ends n8n in good order, waits for it, and removes its folder if the harness made it. */
	async stop() {
		await this.end();
		if (this.removesFolder) fs.rmSync(this.folder, { recursive: true, force: true });
	}

	/** @private */
	async end() {
		this.client.close();
		await this.n8n?.stop();
	}
}

module.exports = { startN8n };
