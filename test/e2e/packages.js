// @ts-check
const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');

const { playPackage } = require('../../scripts/demo/playPackage');
const { startN8n, unpackPackage } = require('../../scripts/n8n');
const { packServices } = require('../../scripts/packServices');
const { pack } = require('../../scripts/prepare');
const { ALL_IN_ONE, SERVICES } = require('../../scripts/services/services');
const { readFileSync } = require('../files');

/** @typedef {import('../../scripts/demo/triggers').ProviderId} ProviderId */

/** The package for one service alone. @param {ProviderId} provider */
const singleOf = (provider) => /** @type {string} */ (SERVICES.find((service) => service.provider === provider)?.name);

/** An n8n without any package, and what a test does with those of this repository. */
async function bringUpBare() {
	/** @type {Record<string, string>} */
	const tarballs = Object.fromEntries(packServices().map(({ service, tarball }) => [service.name, tarball]));
	tarballs[ALL_IN_ONE] = process.env.PACKAGE_TARBALL ?? pack();
	const n8n = await startN8n();
	await n8n.client.setupOwner();
	return Object.assign(n8n, {
		/** As Settings > Community nodes does. @param {string} name */
		install: async (name) => await n8n.client.installPackage(tarballs[name]),
		/** Past n8n: as an image does that brings packages along. @param {string} name */
		putInFolder: (name) => unpackPackage(n8n.folder, tarballs[name]),
		uninstall: async (/** @type {string} */ name) => await n8n.client.uninstallPackage(name),
		/** What n8n lists as installed, and what is in its folder. */
		packages: async () => {
			const folder = path.join(n8n.folder, '.n8n', 'nodes', 'node_modules');
			const listed = await n8n.client.call('GET', '/community-packages');
			return { listed: listed.map((/** @type {any} */ each) => each.packageName).sort(), inFolder: existsSync(folder) ? readdirSync(folder).sort() : [] };
		},
		/** What did not go as it should, of the deliveries and runs that `npm start` plays; and how much was played. @param {string} packageName @param {readonly ProviderId[]} providers */
		play: async (packageName, providers) => {
			const { deliveries, runs } = await playPackage(n8n, { packageName, providers });
			const unexpected = [deliveries, runs].filter(({ failed }) => failed > 0).map(({ text }) => text).join('\n');
			return { unexpected, deliveries: deliveries.passed, runs: runs.passed };
		},
	});
}

/** What docs/compatibility.md has a user find and replace in the text of a workflow. @param {object} workflow @returns {any} */
function changedOver(workflow) {
	const rows = readFileSync('docs/compatibility.md').matchAll(/^ *\| `(n8n-nodes-[\w.-]+)` \| `(n8n-nodes-[\w.-]+)` \|$/gm);
	return JSON.parse([...rows].reduce((text, [, found, replacement]) => text.replaceAll(found, replacement), JSON.stringify(workflow)));
}

module.exports = { ALL_IN_ONE, SERVICES, bringUpBare, changedOver, singleOf };
