// @ts-check
'use strict';

const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { runCommand } = require('./command');
const { withLock } = require('./installLock');
const { assertNode24IsAvailable, nodeExecutable } = require('./node24');
const { isRunning } = require('./processes');
const { assertBuildToolsAreInstalled, buildSqlite } = require('./sqlite');

const PROJECT = path.resolve(__dirname, '..', '..');
const CACHE = path.join(PROJECT, '.cache');
const MANIFEST_FOLDER = path.join(PROJECT, 'test', 'e2e', 'host');
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
 * Installs the n8n of test/e2e/host under .cache/, once for every state of its lock file.
 *
 * The folder gets its final name last, with a marker file inside, so that whatever an interrupted install left behind is
 * never taken for a host.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<Host>} at once when it is already installed
 */
async function installHost({ log = () => {} } = {}) {
	const manifest = JSON.parse(fs.readFileSync(path.join(MANIFEST_FOLDER, 'package.json'), 'utf8'));
	const version = /** @type {string} */ (manifest.dependencies.n8n);
	const folder = path.join(CACHE, `n8n-${version}-${manifestHash()}`);

	if (!isInstalled(folder)) {
		assertNode24IsAvailable();
		assertBuildToolsAreInstalled();
		fs.mkdirSync(CACHE, { recursive: true });
		await withLock(`${folder}.lock`, log, async () => {
			if (!isInstalled(folder)) await install(folder, version, log);
		});
	}
	return { folder, version, node: nodeExecutable(folder), cli: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/**
 * @param {string} folder
 * @param {string} version
 * @param {(line: string) => void} log
 */
async function install(folder, version, log) {
	fs.rmSync(folder, { recursive: true, force: true });
	removeAbandoned(folder);
	const unfinished = `${folder}.unfinished-${process.pid}`;
	fs.mkdirSync(unfinished);
	for (const file of MANIFEST_FILES) fs.copyFileSync(path.join(MANIFEST_FOLDER, file), path.join(unfinished, file));

	log(`Downloading n8n ${version} into ${path.relative(process.cwd(), CACHE)} (1.2 GB on disk; about 2 minutes, once)`);
	await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=optional'], {
		label: 'Downloading n8n',
		cwd: unfinished,
		log,
	});
	await buildSqlite(unfinished, log);

	fs.writeFileSync(path.join(unfinished, MARKER), JSON.stringify({ n8n: version, installedAt: new Date().toISOString() }));
	fs.renameSync(unfinished, folder);
	removeAbandoned(folder);
}

/** @param {string} folder */
function isInstalled(folder) {
	return fs.existsSync(path.join(folder, MARKER));
}

/** @returns {string} eight hex digits that change with anything that changes the install */
function manifestHash() {
	const hash = createHash('sha256');
	for (const file of MANIFEST_FILES) hash.update(fs.readFileSync(path.join(MANIFEST_FOLDER, file)));
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
