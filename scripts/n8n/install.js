// @ts-check
'use strict';

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { runCommand } = require('./command');
const { withLock } = require('./installLock');
const { assertNodeIsAvailable, nodeExecutable } = require('./node24');
const { isRunning } = require('./processes');
const { assertBuildToolsAreInstalled, buildSqlite } = require('./sqlite');
const { CURRENT } = require('./versions');

const PROJECT = path.resolve(__dirname, '..', '..');
const CACHE = path.join(PROJECT, '.cache');
const MANIFEST_FILES = ['package.json', 'package-lock.json', '.npmrc'];
const MARKER = 'installed.json';

/**
 * @typedef {object} Host
 * @property {string} folder where n8n is installed
 * @property {string} node the Node executable to run it with
 * @property {string} cli n8n's entry script
 * @property {string} version n8n's version
 */

/**
 * Installs an n8n under .cache/, once for every state of its lock file; without a release, that of test/e2e/host.
 *
 * The folder gets its final name last, with a marker file inside, so that whatever an interrupted install left behind is
 * never taken for a host.
 *
 * @param {{ release?: import('./versions').Release, log?: (line: string) => void }} [options]
 * @returns {Promise<Host>} at once when it is already installed
 */
async function installHost({ release = CURRENT, log = () => {} } = {}) {
	const { version, oldestNode } = release;
	const folder = path.join(CACHE, `n8n-${version}-${manifestHash(release)}`);

	if (!isInstalled(folder)) {
		assertNodeIsAvailable(release);
		assertBuildToolsAreInstalled();
		fs.mkdirSync(CACHE, { recursive: true });
		await withLock(`${folder}.lock`, log, async () => {
			if (!isInstalled(folder)) await install(folder, release, log);
		});
	}
	return { folder, version, node: nodeExecutable(folder, oldestNode), cli: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/**
 * @param {string} folder
 * @param {import('./versions').Release} release
 * @param {(line: string) => void} log
 */
async function install(folder, release, log) {
	const { version, manifest, oldestNode } = release;
	fs.rmSync(folder, { recursive: true, force: true });
	removeAbandoned(folder);
	const unfinished = `${folder}.unfinished-${process.pid}`;
	fs.mkdirSync(unfinished);
	for (const file of MANIFEST_FILES) fs.copyFileSync(path.join(PROJECT, manifest, file), path.join(unfinished, file));

	log(`Downloading n8n ${version} into ${path.relative(process.cwd(), CACHE)} (1.2 GB on disk; about 2 minutes, once)`);
	await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=optional'], {
		label: 'Downloading n8n',
		cwd: unfinished,
		log,
	});
	await buildSqlite(unfinished, nodeExecutable(unfinished, oldestNode), log);

	fs.writeFileSync(path.join(unfinished, MARKER), JSON.stringify({ n8n: version, installedAt: new Date().toISOString() }));
	fs.renameSync(unfinished, folder);
	removeAbandoned(folder);
}

/** @param {string} folder */
function isInstalled(folder) {
	return fs.existsSync(path.join(folder, MARKER));
}

/**
 * @param {import('./versions').Release} release
 * @returns {string} eight hex digits that change with anything that changes the install
 */
function manifestHash({ manifest }) {
	const hash = createHash('sha256');
	for (const file of MANIFEST_FILES) hash.update(fs.readFileSync(path.join(PROJECT, manifest, file)));
	return hash.digest('hex').slice(0, 8);
}

/**
 * Removes what interrupted installs left. Where an npm that outlived its install is still writing, a later call gets it.
 *
 * @param {string} folder
 */
function removeAbandoned(folder) {
	const prefix = `${path.basename(folder)}.unfinished-`;
	for (const name of fs.readdirSync(CACHE).filter((entry) => entry.startsWith(prefix))) {
		if (isRunning(Number(name.slice(prefix.length)))) continue;
		try {
			fs.rmSync(path.join(CACHE, name), { recursive: true, force: true });
		} catch {
			continue;
		}
	}
}

module.exports = { installHost, PROJECT };
