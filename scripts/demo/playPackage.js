// @ts-check
const { playAll } = require('./play');
const { playRuns } = require('./runs');
const { PROVIDERS, addTrigger } = require('./triggers');

/**
 * A trigger with its deliveries, and a run of the main node, of each provider that a package is for.
 * @param {Awaited<ReturnType<typeof import('../n8n').startN8n>>} n8n with the package installed
 * @param {{ packageName?: string, providers?: readonly import('./triggers').ProviderId[] }} [options] default: the package that holds them all
 */
async function playPackage(n8n, { packageName, providers = PROVIDERS } = {}) {
	/** @type {Parameters<typeof playAll>[1]} */
	const triggers = {};
	for (const provider of providers) triggers[provider] = await addTrigger(n8n.client, provider, { packageName });
	const deliveries = await playAll(n8n, triggers);
	const runs = await playRuns(n8n, { packageName, types: providers });
	await runs.stop();
	return { deliveries, runs };
}

module.exports = { playPackage };
