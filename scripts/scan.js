// @ts-check
const { createHash } = require('node:crypto');
const { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const { ROOT, CACHE, say, run, build, pack } = require('./prepare');
const { packServices } = require('./packServices');
const { SERVICES } = require('./services/services');

/**
 * What n8n does with a published package, before the package is published: `analyzePackage` of its scanner, on what the
 * scanner reads. It has an install of its own, because it brings other versions of the rules than the lint does. With
 * --published, all of the scan, on the version that the registry serves: its provenance, the source that this names, the
 * tarball.
 */
const MANIFEST = path.join(ROOT, 'test', 'scan');
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** @returns {string} the folder that holds the scanner */
function ensureScanner() {
	const hash = createHash('sha256');
	for (const file of FILES) hash.update(readFileSync(path.join(MANIFEST, file)));
	const folder = path.join(CACHE, `scan-${hash.digest('hex').slice(0, 8)}`);
	const marker = path.join(folder, 'installed');
	if (existsSync(marker)) return folder;
	say("Installing n8n's scanner with npm ci (about 20 seconds, once) …");
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const file of FILES) cpSync(path.join(MANIFEST, file), path.join(folder, file));
	run('npm', ['ci', '--ignore-scripts', '--no-progress', '--loglevel=error'], { cwd: folder });
	writeFileSync(marker, '');
	return folder;
}

/** @param {string} tarball @param {string} name @returns {string} the folder that holds its files */
function unpack(tarball, name) {
	const folder = path.join(CACHE, 'unpacked', name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	return folder;
}

/** The package of all services and that of each, with its tarball. */
function packAll() {
	build();
	const { name } = manifest();
	return [{ name, tarball: pack() }, ...packServices().map(({ service, tarball }) => ({ name: service.name, tarball }))];
}

/** @param {any} scanner */
async function scanTree({ analyzePackage, findPackageRoot, SOURCE_FILE_PATTERNS }) {
	for (const { name, tarball } of packAll()) {
		const parts = [
			{ part: 'the source', folder: findPackageRoot(ROOT, name), patterns: SOURCE_FILE_PATTERNS },
			{ part: 'the packed tarball', folder: unpack(tarball, name), patterns: ['**/*.js', 'package.json'] },
		];
		for (const { part, folder, patterns } of parts) {
			say(`Scanning ${name}: ${part} …`);
			if (folder === null) throw new Error(`n8n's scan finds no package.json of ${name} in this repository. Make it: npm run pack:services`);
			const { passed, message, details } = await analyzePackage(folder, patterns);
			// It passes, with a message, when it finds nothing to look at.
			if (passed !== true || message !== undefined) throw new Error(`The scan of ${name}, ${part}, failed: ${message}\n${details ?? ''}`);
		}
	}
}

/** @param {any} scanner */
async function scanPublished({ analyzePackageByName }) {
	const { name, version } = manifest();
	for (const each of [name, ...SERVICES.map((service) => service.name)]) {
		const { passed, message, details } = await analyzePackageByName(each, version);
		if (passed !== true) throw new Error(`n8n's scan of ${each} ${version} failed: ${message}\n${details ?? ''}`);
	}
}

/** @returns {{ name: string, version: string }} */
function manifest() {
	return JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
}

async function main() {
	const folder = ensureScanner();
	const file = path.join(folder, 'node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');
	const scanner = await import(pathToFileURL(file).href);
	await (process.argv.includes('--published') ? scanPublished(scanner) : scanTree(scanner));
	say('No complaints.');
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	process.exitCode = 1;
});
