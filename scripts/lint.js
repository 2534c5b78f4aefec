// @ts-check
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } = require('node:fs');
const path = require('node:path');

const { ROOT, CACHE, say, run, build } = require('./prepare');
const { layOutSources } = require('./services/layOut');
const { SERVICES } = require('./services/services');

/**
 * n8n's own lint rules for community nodes come with its command line tool. That tool cannot be a development
 * dependency: npm does not come to an end over its LangChain peers without "overrides", which the same rules
 * forbid. So its published files are put where npm would put them; what its lint needs is installed by
 * package.json, in the versions that it names.
 */
const TOOL = '@n8n/node-cli';
const VERSION = '0.48.3';
const INTEGRITY = 'sha512-fkQvnLHMzLmbecKm8ZrcLxvmX4Y7c+PAsdro0zkNlm8SJRy3349G0ZCnjTYRcHoVhmSr+zx9g/XNerCwiIuZPA==';
const TOOL_FOLDER = path.join(ROOT, 'node_modules', TOOL);

function ensureTool() {
	const manifest = path.join(TOOL_FOLDER, 'package.json');
	if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === VERSION) return;
	say(`Fetching the lint rules of ${TOOL} ${VERSION} …`);
	const folder = path.join(CACHE, 'node-cli');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	run('npm', ['pack', '--silent', `${TOOL}@${VERSION}`, '--pack-destination', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
	const tarball = path.join(folder, readdirSync(folder)[0]);
	const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
	if (integrity !== INTEGRITY) throw new Error(`${TOOL} ${VERSION} is not what it was: its checksum is ${integrity}`);
	run('tar', ['-xzf', tarball, '-C', folder]);
	rmSync(TOOL_FOLDER, { recursive: true, force: true });
	mkdirSync(path.dirname(TOOL_FOLDER), { recursive: true });
	renameSync(path.join(folder, 'package'), TOOL_FOLDER);
}

/** In strict mode the tool refuses a configuration that is not its own. */
function checkStrictMode() {
	const squeeze = (/** @type {string} */ file) => readFileSync(file, 'utf8').replace(/\s+/g, ' ').trim();
	const template = path.join(TOOL_FOLDER, 'dist', 'template', 'templates', 'shared', 'default', 'eslint.config.mjs');
	if (squeeze(path.join(ROOT, 'eslint.config.mjs')) !== squeeze(template)) {
		throw new Error(`eslint.config.mjs differs from the one that ${TOOL} prescribes. Restore it.`);
	}
}

/** @param {string} folder that of a package */
function lintPackage(folder) {
	// What is generated is linted where its sources are, and .cache/ is no part of the package.
	run(process.execPath, [path.join(ROOT, 'node_modules', 'eslint', 'bin', 'eslint.js'), '.', '--no-inline-config', '--ignore-pattern', '.cache/'], { cwd: folder });
}

/** The package of one service as a repository of its own: it compiles, and passes the same rules. @param {import('./services/services').Service} service */
function lintService(service) {
	const folder = path.join(CACHE, 'sources', service.name);
	layOutSources(service, folder);
	lintPackage(folder);
	run(process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', '.'], { cwd: folder });
}

try {
	// Built, because the tests use what is built.
	build();
	ensureTool();
	checkStrictMode();
	say("Linting with n8n's rules for community nodes …");
	lintPackage(ROOT);
	for (const service of SERVICES) {
		say(`Linting ${service.name}, as a package of its own …`);
		lintService(service);
	}
	say('Looking for circles of imports, and imports from one layer into another …');
	run(process.execPath, [path.join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'), 'nodes', 'credentials']);
	say('Checking the types of tests and scripts …');
	run(process.execPath, [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', 'test/tsconfig.json']);
	say('No complaints.');
} catch (error) {
	process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}
