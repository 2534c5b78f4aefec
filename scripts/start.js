// @ts-check
const { rmSync } = require('node:fs');
const path = require('node:path');

const { CACHE, say, build, pack } = require('./prepare');

/** Where n8n looks for its editor in everybody's memory; any free port if it is taken. */
const USUAL_PORT = 5678;

async function main() {
	say('n8n-nodes-browser-agents: a real n8n with the four triggers and the four nodes that start runs, and deliveries as the providers send them.\n');
	say('Building and packing the package …');
	build();
	const tarball = pack();

	// Loaded late: a fresh clone has nothing to run them with before build() has installed it.
	const { startN8n } = require('./n8n');
	const { freePort } = require('./n8n/ports');
	const { PROVIDERS, TRIGGERS, addTrigger } = require('./demo/triggers');
	const { playAll } = require('./demo/play');
	const { playRuns } = require('./demo/runs');

	// Always the same beginning, so that the table can be compared with the one in the README.
	const folder = path.join(CACHE, 'demo');
	rmSync(folder, { recursive: true, force: true });
	const port = (await isFree(USUAL_PORT)) ? USUAL_PORT : await freePort();
	const n8n = await startN8n({ folder, port, log: say });
	let stopProviders = async () => {};
	try {
		say('Installing the package as Settings > Community nodes does, with a credential and an active workflow per provider …');
		await n8n.client.setupOwner();
		await n8n.client.installPackage(tarball);
		/** @type {Record<string, Awaited<ReturnType<typeof addTrigger>>>} */
		const triggers = {};
		for (const provider of PROVIDERS) triggers[provider] = await addTrigger(n8n.client, provider);

		say('Playing the providers …\n');
		const { text, failed, passed } = await playAll(n8n, triggers);
		say(text);
		say(`\n${passed} deliveries were answered as they should, ${failed} were not.`);
		say('\nStarting a run with each node that waits for its end …\n');
		const runs = await playRuns(n8n);
		stopProviders = runs.stop;
		say(runs.text);
		say(`\n${runs.passed} runs were waited for as they should, ${runs.failed} were not.`);
		say(`\n  Editor    ${n8n.baseUrl}\n  Login     ${n8n.owner.email}\n  Password  ${n8n.owner.password}\n`);
		const { path: url } = triggers.skyvern;
		say('Send one yourself, and find it under Executions in the editor:');
		say(`  npm run deliver -- --provider skyvern --url ${n8n.baseUrl}/${url} --secret ${TRIGGERS.skyvern.secret} --run-id tsk_mine_1\n`);
		process.exitCode = failed === 0 && runs.failed === 0 ? 0 : 1;
		if (!process.argv.includes('--once')) {
			say('n8n stays up until you press Ctrl-C.');
			await new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, resolve)));
			say('\nStopping n8n …');
		}
	} finally {
		await n8n.stop();
		await stopProviders();
	}
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
	const server = require('node:net').createServer();
	return new Promise((resolve) => {
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

main().catch((error) => {
	process.stderr.write(`\n${error.message}\n`);
	process.exitCode = 1;
});
