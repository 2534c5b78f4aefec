// @ts-check
const { execFileSync } = require('node:child_process');

const { packServices } = require('./packServices');
const { say, build, pack } = require('./prepare');
const { ALL_IN_ONE } = require('./services/services');

/** @typedef {{ version: string, node: string, packageName: string, asExpected: string, runs: string, ok: boolean, notes: string }} Outcome */
/** @typedef {{ name: string, tarball: string, providers?: readonly import('./demo/triggers').ProviderId[] }} Package */

/** Of the packages for one service, the one that is tried: that of a node that sleeps. */
const SINGLE = 'skyvern';

/**
 * Plays the demo's deliveries and runs of each package against one release of n8n, one package after the other.
 * @param {import('./n8n/versions').Release} release
 * @param {readonly Package[]} packages
 * @returns {Promise<Outcome[]>}
 */
async function play(release, packages) {
	const { installHost, startN8n } = require('./n8n');
	const { playPackage } = require('./demo/playPackage');

	const host = await installHost({ release, log: say });
	const node = execFileSync(host.node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
	const n8n = await startN8n({ release, log: say });
	try {
		await n8n.client.setupOwner();
		/** @type {Outcome[]} */
		const outcomes = [];
		for (const { name, tarball, providers } of packages) {
			await n8n.client.installPackage(tarball);
			const { deliveries, runs } = await playPackage(n8n, { packageName: name, providers });
			for (const { text, failed } of [deliveries, runs]) if (failed > 0) say(`\n${text}\n`);
			const ok = deliveries.failed === 0 && runs.failed === 0;
			outcomes.push({ version: release.version, node, packageName: name, asExpected: count(deliveries), runs: count(runs), ok, notes: release.notes });
			await n8n.client.uninstallPackage(name);
		}
		return outcomes;
	} finally {
		await n8n.stop();
	}
}

/** @param {{ passed: number, failed: number }} played */
const count = ({ passed, failed }) => `${passed} of ${passed + failed}`;

/**
 * One release that cannot be tried does not hide what became of the others.
 * @param {import('./n8n/versions').Release} release
 * @param {readonly Package[]} packages
 * @returns {Promise<Outcome[]>}
 */
async function tryToPlay(release, packages) {
	try {
		return await play(release, packages);
	} catch (error) {
		say(`\n${error instanceof Error ? error.message : error}\n`);
		return [{ version: release.version, node: '–', packageName: '–', asExpected: '–', runs: '–', ok: false, notes: 'not tried: see above' }];
	}
}

async function main() {
	const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
	say('Building and packing the packages …');
	build();
	const { service, tarball } = packServices().find((each) => each.service.provider === SINGLE) ?? {};
	if (service === undefined || tarball === undefined) throw new Error(`There is no package for ${SINGLE} alone`);
	/** @type {Package[]} */
	const packages = [{ name: service.name, tarball, providers: [SINGLE] }, { name: ALL_IN_ONE, tarball: pack() }];
	// Loaded late: a fresh clone has nothing to run them with before build() has installed it.
	const { RELEASES } = require('./n8n');
	const { table } = require('./demo/table');

	const known = RELEASES.map(({ version }) => version);
	const unknown = wanted.filter((version) => !known.includes(version));
	if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: only ${known.join(', ')} can be tried; see scripts/n8n/versions.js.`);
	/** @type {Outcome[]} */
	const outcomes = [];
	for (const release of RELEASES.filter(({ version }) => wanted.length === 0 || wanted.includes(version))) {
		say(`\nn8n ${release.version}`);
		outcomes.push(...(await tryToPlay(release, packages)));
	}
	const rows = outcomes.map(({ version, node, packageName, asExpected, runs, ok, notes }) => [version, node, packageName, asExpected, runs, ok ? 'ok' : 'UNEXPECTED', notes]);
	say(`\n${table([['n8n', 'Node', 'Package', 'Deliveries as expected', 'Runs', '', 'Notes'], ...rows])}`);
	process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	process.exitCode = 1;
});
