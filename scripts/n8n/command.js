// @ts-check
'use strict';

const { spawn } = require('node:child_process');

const HEARTBEAT_MS = 10_000;
const OUTPUT_LINES_IN_ERROR = 30;

/**
 * @typedef {object} CommandOptions
 * @property {string} label what the command does, for the log: "Downloading n8n"
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [log] gets a line every ten seconds while the command runs
 */

/**
 * Runs a command whose output matters only when it fails, and shows that it is still alive meanwhile.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<void>}
 * @throws {Error} when the command cannot be started or does not end with 0; the message holds its last lines
 */
async function runCommand(file, args, { label, cwd, env = process.env, log = () => {} }) {
	const started = Date.now();
	const heartbeat = setInterval(() => {
		log(`${label}: ${Math.round((Date.now() - started) / 1000)} s so far`);
	}, HEARTBEAT_MS);
	let output = '';
	try {
		const ending = await new Promise((resolve, reject) => {
			const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
			const killChild = () => child.kill('SIGKILL');
			process.once('exit', killChild);
			for (const stream of [child.stdout, child.stderr]) {
				stream.setEncoding('utf8').on('data', (text) => {
					output = (output + text).slice(-100_000);
				});
			}
			child.once('error', reject);
			child.once('close', (code, signal) => {
				process.removeListener('exit', killChild);
				resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`));
			});
		});
		if (ending !== undefined) throw new Error(`it ended with ${ending}`);
	} catch (error) {
		const lastLines = output.trimEnd().split('\n').slice(-OUTPUT_LINES_IN_ERROR).join('\n');
		throw new Error(`${label} failed (${file} ${args.join(' ')}): ${error}\n${lastLines}`, { cause: error });
	} finally {
		clearInterval(heartbeat);
	}
	log(`${label}: done after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

module.exports = { runCommand };
