// @ts-check
const { execFileSync } = require('node:child_process');

const { say, build, pack } = require('./prepare');

/** @typedef {{ version: string, node: string, asExpected: string, runs: string, ok: boolean, notes: string }} Outcome */

/**
 * Plays the demo's deliveries and runs against one release of n8n.
 * @param {import('./n8n/versions').Release} release
 * @param {string} tarball
 * @returns {Promise<Outcome>}
 */
async function play(release, tarball) {
	const { installHost, startN8n } = require('./n8n');
	const { PROVIDERS, addTrigger } = require('./demo/triggers');
	const { playAll } = require('./demo/play');
	const { playRuns } = require('./demo/runs');

	const host = await installHost({ release, log: say });
	const node = execFileSync(host.node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
	const n8n = await startN8n({ release, log: say });
	try {
		await n8n.client.setupOwner();
		await n8n.client.installPackage(tarball);
		/** @type {Record<string, Awaited<ReturnType<typeof addTrigger>>>} */
		const triggers = {};
		for (const provider of PROVIDERS) triggers[provider] = await addTrigger(n8n.client, provider);
		const { text, passed, failed } = await playAll(n8n, triggers);
		if (failed > 0) say(`\n${text}\n`);
		const runs = await playRuns(n8n);
		await runs.stop();
		if (runs.failed > 0) say(`\n${runs.text}\n`);
		const ok = failed === 0 && runs.failed === 0;
		return { version: release.version, node, asExpected: `${passed} of ${passed + failed}`, runs: `${runs.passed} of ${runs.passed + runs.failed}`, ok, notes: release.notes };
	} finally {
		await n8n.stop();
	}
}

/**
 * One release that cannot be tried does not hide what became of the others.
 * @param {import('./n8n/versions').Release} release
 * @param {string} tarball
 * @returns {Promise<Outcome>}
 */
async function tryToPlay(release, tarball) {
	try {
		return await play(release, tarball);
	} catch (error) {
		say(`\n${error instanceof Error ? error.message : error}\n`);
		return { version: release.version, node: '–', asExpected: '–', runs: '–', ok: false, notes: 'not tried: see above' };
	}
}

async function main() {
	const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
	say('Building and packing the package …');
	build();
	const tarball = pack();
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
		outcomes.push(await tryToPlay(release, tarball));
	}
	const rows = outcomes.map(({ version, node, asExpected, runs, ok, notes }) => [version, node, asExpected, runs, ok ? 'ok' : 'UNEXPECTED', notes]);
	say(`\n${table([['n8n', 'Node', 'Deliveries as expected', 'Runs', '', 'Notes'], ...rows])}`);
	process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	process.exitCode = 1;
});
