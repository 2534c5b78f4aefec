// @ts-check
'use strict';

/**
 * A real n8n under load: this package's trigger, the core Webhook node that verifies nothing, and the workflow that one
 * builds by hand for the same job, on both of n8n's expression engines; then what the settings of the default engine change.
 *
 *   npm run bench:n8n [-- --quick] [--engines=vm,legacy,settings] [--rounds=3] [--seconds=3] [--connections=8]
 *
 * One n8n at a time, on loopback; the contestants take turns within it. n8n stores the executions it accepts and runs
 * them after it has answered: deliveries per second count the time until the last one has ended.
 */

const { cpus, totalmem } = require('node:os');
const { option } = require('./options');
const { measure } = require('./n8n/session');
const { goalsTable, ratesTable } = require('./n8n/report');

/** @typedef {import('./n8n/session').Cell} Cell */

/** @type {Cell[]} */
const ALL = [
	{ contestant: 'ours', kind: 'accepted' },
	{ contestant: 'ours, no table', kind: 'accepted' },
	{ contestant: 'bare webhook', kind: 'accepted' },
	{ contestant: 'by hand', kind: 'accepted' },
	{ contestant: 'does nothing', kind: 'accepted' },
	{ contestant: 'does nothing, version 2', kind: 'accepted' },
	{ contestant: 'reads a credential', kind: 'accepted' },
	{ contestant: 'ours', kind: 'forged' },
	{ contestant: 'by hand', kind: 'forged' },
	{ contestant: 'ours', kind: 'filtered' },
	{ contestant: 'by hand', kind: 'filtered' },
	{ contestant: 'ours', kind: 'duplicate' },
	{ contestant: 'by hand', kind: 'duplicate' },
];
const SOME = ALL.filter(({ contestant, kind }) => kind === 'accepted' ? contestant !== 'ours, no table' && contestant !== 'by hand' : contestant === 'ours' && kind === 'forged');

/** Of the vm engine; the isolation is the same with each. @type {Record<string, Record<string, string>>} */
const SETTINGS = {
	'default': {},
	'N8N_EXPRESSION_ENGINE_POOL_SIZE=4': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' },
	'N8N_EXPRESSION_ENGINE_COMPILE_CACHE=true': { N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' },
	'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	'LAZY_ACQUIRE and COMPILE_CACHE': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true' },
};

async function main() {
	const isQuick = process.argv.includes('--quick');
	const bounds = {
		rounds: Number(option('rounds', isQuick ? '1' : '3')),
		seconds: Number(option('seconds', isQuick ? '2' : '3')),
		connections: Number(option('connections', '8')),
	};
	const engines = option('engines', isQuick ? 'vm,legacy' : 'vm,legacy,settings').split(',');
	const [processor] = cpus();
	console.log(`${processor.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${new Date().toISOString().slice(0, 10)}`);
	console.log(`${bounds.rounds} rounds of ${bounds.seconds} s each, ${bounds.connections} connections`);
	for (const engine of engines.filter((name) => name !== 'settings')) {
		const measured = await measure({ N8N_EXPRESSION_ENGINE: engine }, ALL, bounds);
		console.log(`\n# expression engine ${engine}\n\n${ratesTable(measured)}\n\n${goalsTable(measured)}`);
	}
	if (!engines.includes('settings')) return;
	for (const [name, env] of Object.entries(SETTINGS)) {
		const measured = await measure({ N8N_EXPRESSION_ENGINE: 'vm', ...env }, SOME, { ...bounds, rounds: Math.min(bounds.rounds, 2) });
		console.log(`\n# vm, ${name}\n\n${ratesTable(measured)}\n\n${goalsTable(measured)}`);
	}
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
