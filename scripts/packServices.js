// @ts-check
const { mkdirSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

const { ROOT, CACHE, say, run, build } = require('./prepare');
const { layOutPackage, writeExamples, writeManifest } = require('./services/layOut');
const { SERVICES } = require('./services/services');

/** The packages as folders, each to be published as it is. */
const FOLDER = path.join(CACHE, 'services');

/**
 * The same package.json, committed, beside links to the sources: n8n's scan of a published package looks in the commit that it
 * was made from for a package.json of its name, and lints what stands beside it. The README leads to the examples there.
 */
const MANIFESTS = 'packages';

/**
 * Lays out and packs the package of each service, from dist/ as it is built.
 * @returns {{ service: import('./services/services').Service, folder: string, tarball: string }[]}
 */
function packServices() {
	rmSync(FOLDER, { recursive: true, force: true });
	return SERVICES.map((service) => {
		const folder = path.join(FOLDER, service.name);
		layOutPackage(service, folder);
		const tarballs = path.join(FOLDER, 'tarballs', service.name);
		mkdirSync(tarballs, { recursive: true });
		run('npm', ['pack', '--silent', '--pack-destination', tarballs], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
		return { service, folder, tarball: path.join(tarballs, readdirSync(tarballs)[0]) };
	});
}

function main() {
	try {
		build();
		for (const service of SERVICES) {
			const folder = path.join(ROOT, MANIFESTS, service.name);
			writeManifest(service, folder);
			writeExamples(service, path.join(folder, 'examples'));
		}
		for (const { folder } of packServices()) say(path.relative(process.cwd(), folder));
	} catch (error) {
		process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}

if (require.main === module) main();

module.exports = { packServices };
