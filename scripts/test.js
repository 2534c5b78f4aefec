// @ts-check
const { mkdirSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const { ROOT, CACHE, say, build, pack } = require('./prepare');

/** @typedef {{ name: string, passed: number, failed: number, seconds: number }} Outcome */

/**
 * One of jest's projects; see jest.config.js.
 * @param {string} name
 * @param {Record<string, string>} [env]
 * @returns {Outcome}
 */
function jest(name, env = {}) {
	const report = path.join(CACHE, `jest-${name}.json`);
	mkdirSync(CACHE, { recursive: true });
	rmSync(report, { force: true });
	const started = Date.now();
	const program = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	const options = ['--selectProjects', name, '--json', '--outputFile', report, ...(name === 'e2e' ? ['--runInBand'] : [])];
	const { status } = spawnSync(process.execPath, [program, ...options], {
		cwd: ROOT,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...process.env, ...env },
	});
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
	const seconds = Math.round((Date.now() - started) / 1000);
	// A suite that cannot be loaded, a skipped test, and a jest that ends badly are failures, though no test failed.
	const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests;
	return { name, passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, seconds };
}

async function main() {
	const wanted = process.argv[2];
	/** @type {Outcome[]} */
	const outcomes = [];
	say('Building the package …');
	build();
	if (wanted !== 'e2e') {
		say('Unit tests …');
		outcomes.push(jest('unit'));
	}
	if (wanted !== 'unit') {
		say('Preparing a real n8n for the end-to-end tests …');
		const tarball = pack();
		// Loaded late: a fresh clone has nothing to run it with before build() has installed it.
		await require('./n8n').installHost({ log: say });
		say('End-to-end tests …');
		outcomes.push(jest('e2e', { PACKAGE_TARBALL: tarball }));
	}
	say('');
	for (const { name, passed, failed, seconds } of outcomes) say(`  ${name.padEnd(5)} ${passed} passed, ${failed} failed (${seconds} s)`);
	const total = (/** @type {'passed' | 'failed'} */ key) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
	say(`\n${total('passed')} passed, ${total('failed')} failed`);
	process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	process.exitCode = 1;
});
