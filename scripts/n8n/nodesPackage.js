// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { offerPackage } = require('./commands');

/**
 * @param {string} tarball as `npm pack` makes it
 * @returns {{ name: string, version: string }}
 */
function readManifest(tarball) {
	const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
	const { name, version } = JSON.parse(manifest);
	return { name, version };
}

/**
 * Puts a package where n8n keeps community nodes, for processes that do not install it themselves.
 *
 * @param {string} folder an instance's, before it starts
 * @param {string} tarball
 * @returns {string} the package's folder
 */
function unpackPackage(folder, tarball) {
	const target = path.join(folder, '.n8n', 'nodes', 'node_modules', readManifest(tarball).name);
	fs.rmSync(target, { recursive: true, force: true });
	fs.mkdirSync(target, { recursive: true });
	execFileSync('tar', ['-xzf', path.resolve(tarball), '-C', target, '--strip-components=1']);
	return target;
}

/**
 * Installs a package through the call behind Settings > Community nodes > Install.
 *
 * @param {import('./rest').RestClient} rest
 * @param {string} folder the instance's
 * @param {string} tarball
 * @returns {Promise<{ packageName: string, installedVersion: string, installedNodes: { name: string, type: string }[] }>}
 */
async function installPackage(rest, folder, tarball) {
	const { name, version } = readManifest(tarball);
	offerPackage(folder, { name, version, tarball: path.resolve(tarball) });
	return await rest.call('POST', '/community-packages', { name, version });
}

/**
 * Settings > Community nodes > Uninstall.
 *
 * @param {import('./rest').RestClient} rest
 * @param {string} name
 * @returns {Promise<void>}
 */
async function uninstallPackage(rest, name) {
	await rest.call('DELETE', `/community-packages?name=${encodeURIComponent(name)}`);
}

module.exports = { installPackage, uninstallPackage, unpackPackage };
