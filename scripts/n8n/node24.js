// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const runningMajor = Number(process.versions.node.split('.')[0]);

/** @param {string} hostFolder */
function bundledNodeFolder(hostFolder) {
	return path.join(hostFolder, 'node_modules', `node-${process.platform}-${process.arch}`);
}

/**
 * Fails before anything is downloaded where no Node that is new enough can be had: the host's lock file brings one for
 * Linux only, Node 24.
 *
 * @param {import('./versions').Release} release
 * @throws {Error}
 */
function assertNodeIsAvailable({ version, oldestNode }) {
	const bundled = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
	if (runningMajor >= oldestNode || bundled) return;
	throw new Error(
		`n8n ${version} needs Node ${oldestNode}, this is Node ${process.versions.node} on ${process.platform}-${process.arch}, ` +
			`and a Node ${oldestNode} comes along only on linux-x64 and linux-arm64. ` +
			`Install Node ${oldestNode} and run the same command with it.`,
	);
}

/**
 * @param {string} hostFolder an installed host
 * @param {number} oldestNode the oldest major version of Node that its n8n starts on
 * @returns {string} path of a Node executable that can run n8n
 */
function nodeExecutable(hostFolder, oldestNode) {
	if (runningMajor >= oldestNode) return process.execPath;
	const bundled = path.join(bundledNodeFolder(hostFolder), 'bin', 'node');
	if (!fs.existsSync(bundled)) {
		throw new Error(
			`No Node ${oldestNode} in ${bundledNodeFolder(hostFolder)}: npm left out optional dependencies. ` +
				`Remove "omit=optional" from your npm configuration, delete ${hostFolder} and try again.`,
		);
	}
	return bundled;
}

/**
 * Headers to build a native addon without downloading any. Any Node's will do: the addon uses Node-API.
 *
 * @param {string} hostFolder
 * @returns {string | undefined} a folder holding include/node, or undefined where node-gyp must fetch it
 */
function nodeHeadersFolder(hostFolder) {
	return [bundledNodeFolder(hostFolder), path.dirname(path.dirname(process.execPath))].find((folder) =>
		fs.existsSync(path.join(folder, 'include', 'node', 'node_api.h')),
	);
}

module.exports = { assertNodeIsAvailable, nodeExecutable, nodeHeadersFolder };
