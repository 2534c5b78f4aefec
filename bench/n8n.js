// @ts-check
'use strict';

/**
 * A real n8n under load: this package's trigger, the core Webhook node that verifies nothing, the workflow that one builds by
 * hand for the same job, and a community trigger that does nothing; with n8n's default settings, with those that build
 * isolates late, and with the legacy expression engine.
 *
 *   npm run bench:n8n [-- --quick] [--settings=defaults,lazy,cached,legacy] [--rounds=3] [--seconds=3] [--connections=8]
 *   npm run bench:n8n -- --asleep=1000
 *
 * The second waits for so many runs at once instead, asleep and then asking, and tells what that costs n8n (Linux only).
 *
 * One n8n at a time, on loopback; the contestants take turns within it. n8n stores the executions it accepts and runs
 * them after it has answered: deliveries per second count the time until the last one has ended.
 */

const { cpus, totalmem } = require('node:os');
const { asleepTable } = require('./asleep');
const { option } = require('./options');
const { measure } = require('./n8n/session');
const { goalsTable, ratesTable } = require('./n8n/report');

/** @typedef {import('./n8n/session').Cell} Cell */

/** @type {Cell[]} */
const CELLS = [
	{ contestant: 'ours', kind: 'accepted' },
	{ contestant: 'ours, no table', kind: 'accepted' },
	{ contestant: 'bare webhook', kind: 'accepted' },
	{ contestant: 'by hand', kind: 'accepted' },
	{ contestant: 'does nothing', kind: 'accepted' },
	{ contestant: 'reads a credential', kind: 'accepted' },
	{ contestant: 'ours', kind: 'forged' },
	{ contestant: 'by hand', kind: 'forged' },
	{ contestant: 'ours', kind: 'filtered' },
	{ contestant: 'by hand', kind: 'filtered' },
	{ contestant: 'ours', kind: 'duplicate' },
	{ contestant: 'by hand', kind: 'duplicate' },
];

/** @typedef {import('./n8n/report').Goals} Goals */

/** @type {Goals} */
const RECOMMENDED = { refused: 10, accepted: 2 };

/** n8n's settings, and how many times as much as the workflow built by hand is aimed at. @type {Record<string, { env: Record<string, string>; goals: Goals }>} */
const SETTINGS = {
	defaults: { env: {}, goals: { refused: 1.5, accepted: 1 } },
	lazy: { env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, goals: RECOMMENDED },
	cached: { env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' }, goals: RECOMMENDED },
	legacy: { env: { N8N_EXPRESSION_ENGINE: 'legacy' }, goals: RECOMMENDED },
};

async function main() {
	const isQuick = process.argv.includes('--quick');
	const bounds = {
		rounds: Number(option('rounds', isQuick ? '1' : '3')),
		seconds: Number(option('seconds', isQuick ? '2' : '3')),
		connections: Number(option('connections', '8')),
	};
	const [processor] = cpus();
	console.log(`${processor.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${new Date().toISOString().slice(0, 10)}`);
	const asleep = option('asleep', '');
	if (asleep !== '') return console.log(await asleepTable(Number(asleep)));
	console.log(`${bounds.rounds} rounds of ${bounds.seconds} s each, ${bounds.connections} connections`);
	const wanted = option('settings', Object.keys(SETTINGS).join()).split(',');
	const unknown = wanted.filter((name) => !(name in SETTINGS));
	if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the settings are ${Object.keys(SETTINGS).join(', ')}`);
	for (const name of wanted) {
		const { env, goals } = SETTINGS[name];
		const measured = await measure(env, CELLS, bounds);
		const how = Object.entries(env).map((pair) => pair.join('=')).join(' ') || "n8n's own settings";
		console.log(`\n# ${name}: ${how}\n\n${ratesTable(measured)}\n\n${goalsTable(measured, goals)}`);
	}
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
