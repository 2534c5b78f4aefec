// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { signalGroup } = require('./processes');

const PARENT_GUARD = path.join(__dirname, 'parentGuard.js');
const LOG_LIMIT = 2_000_000;
/** n8n gives running executions 30 s to end; nothing here is worth waiting that long for. */
const GRACE_MS = 10_000;

/** One running n8n, with everything it prints. It never outlives this process. */
class N8nProcess {
	/**
	 * @param {import('./install').Host} host
	 * @param {{ command: string, folder: string, env: Record<string, string> }} options
	 */
	constructor(host, { command, folder, env }) {
		this.log = '';
		/** @type {string | undefined} how it ended: an exit code or a signal */
		this.ending = undefined;
		this.child = spawn(host.node, ['--require', PARENT_GUARD, host.cli, command], {
			cwd: folder,
			env: { ...env, STARTED_BY_PID: String(process.pid) },
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text) => {
				this.log = (this.log + text).slice(-LOG_LIMIT);
			});
		}
		const killAtExit = () => this.signal('SIGKILL');
		process.once('exit', killAtExit);
		/** @type {Promise<void>} */
		this.ended = new Promise((resolve) => {
			const end = (/** @type {string} */ ending) => {
				this.ending ??= ending;
				process.removeListener('exit', killAtExit);
				resolve();
			};
			this.child.once('error', (error) => end(String(error)));
			this.child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
		});
	}

	/** @returns {number} */
	get pid() {
		return this.child.pid ?? 0;
	}

	/** @param {NodeJS.Signals} signal */
	signal(signal) {
		if (this.ending === undefined && this.pid > 0) signalGroup(this.pid, signal);
	}

	/** Asks n8n to end, and makes it end when it takes too long. */
	async stop() {
		if (this.ending === undefined) this.child.kill('SIGTERM');
		const timer = new AbortController();
		await Promise.race([this.ended, delay(GRACE_MS, undefined, { signal: timer.signal }).catch(() => {})]);
		timer.abort();
		await this.kill();
	}

	/** Ends n8n and all it started without a warning, as a crash or a power cut would. */
	async kill() {
		this.signal('SIGKILL');
		await this.ended;
	}
}

module.exports = { N8nProcess };
