// @ts-check
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { runCommand } = require('./command');
const { nodeHeadersFolder } = require('./node24');

const TOOLS = ['python3', 'make', 'g++'];
const DEBIAN_SQLITE_HEADER = '/usr/include/sqlite3.h';

/**
 * @throws {Error} naming the missing tools and how to install them
 */
function assertBuildToolsAreInstalled() {
	const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0);
	if (missing.length === 0) return;
	const howTo =
		process.platform === 'darwin'
			? 'xcode-select --install'
			: `sudo apt-get install -y ${missing.join(' ')} (Debian, Ubuntu; adding libsqlite3-dev makes it four times faster)`;
	throw new Error(`n8n's database driver is compiled here and needs ${missing.join(', ')}, not found. Install: ${howTo}`);
}

/** @param {string} hostFolder @param {string} node */
function loads(hostFolder, node) {
	const load = "new (require('sqlite3').Database)(':memory:').close()";
	return spawnSync(node, ['-e', load], { cwd: hostFolder, stdio: 'ignore' }).status === 0;
}

/**
 * Compiles the one native addon the host cannot do without. The install runs no package's scripts, because one SDK's
 * build script fails the whole of it, so this addon is built alone: against the system's SQLite where its headers are
 * installed, else with the sources the addon brings.
 *
 * @param {string} hostFolder
 * @param {string} node the Node executable that will run n8n
 * @param {(line: string) => void} log
 */
async function buildSqlite(hostFolder, node, log) {
	const nodeGyp = path.join(hostFolder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
	const headers = nodeHeadersFolder(hostFolder);
	const build = async (/** @type {string[]} */ options, /** @type {string} */ label) =>
		await runCommand(
			node,
			[nodeGyp, 'rebuild', ...(headers === undefined ? [] : [`--nodedir=${headers}`]), ...options],
			{ label, cwd: path.join(hostFolder, 'node_modules', 'sqlite3'), log },
		);

	if (fs.existsSync(DEBIAN_SQLITE_HEADER)) {
		log('Compiling the database driver against the system SQLite (about 15 s)');
		const builtAndLoads = await build(['--sqlite=/usr'], 'Compiling the database driver').then(
			() => loads(hostFolder, node),
			() => false,
		);
		if (builtAndLoads) return;
		log('The system SQLite did not fit, using the sources the driver brings');
	}
	log('Compiling the database driver with its own SQLite (about 70 s)');
	await build([], 'Compiling the database driver');
	if (!loads(hostFolder, node)) {
		throw new Error(`The database driver was compiled but does not load; delete ${hostFolder} and try again.`);
	}
}

module.exports = { assertBuildToolsAreInstalled, buildSqlite };
