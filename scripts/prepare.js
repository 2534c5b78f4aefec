// @ts-check
const { spawnSync } = require('node:child_process');
const { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const CACHE = path.join(ROOT, '.cache');

/** @param {string} line */
function say(line) {
	process.stdout.write(`${line}\n`);
}

/** @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] */
function run(command, args, options = {}) {
	const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
	if (error) throw new Error(`${command} could not be started: ${error.message}`);
	if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed with status ${status}`);
}

/** Installs what the lock file names, unless that is done already. */
function ensureDependencies() {
	const installed = path.join(ROOT, 'node_modules', '.package-lock.json');
	if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(path.join(ROOT, 'package-lock.json')).mtimeMs) return;
	say('Installing the development tools with npm ci (about a minute, once) …');
	run('npm', ['ci', '--no-progress', '--loglevel=error']);
}

/** Compiles the package into dist/ and puts the icons beside the nodes. */
function build() {
	ensureDependencies();
	rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
	run(process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']);
	for (const file of filesBelow('nodes', '.svg')) cpSync(path.join(ROOT, file), path.join(ROOT, 'dist', file));
}

/** Packs what npm would publish. @returns {string} the tarball's path */
function pack() {
	const folder = path.join(CACHE, 'package');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	run('npm', ['pack', '--silent', '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
	return path.join(folder, readdirSync(folder)[0]);
}

/** @param {string} folder @param {string} ending @returns {string[]} */
function filesBelow(folder, ending) {
	return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => path.join(folder, file));
}

module.exports = { ROOT, CACHE, say, run, ensureDependencies, build, pack };
