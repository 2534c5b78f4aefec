// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const NPM_STAND_IN = path.join(__dirname, 'npmStandIn.js');

/**
 * The folder that comes first in n8n's PATH: `node` for the task runner that n8n starts by that name, and `npm`, which n8n
 * calls to install community nodes.
 *
 * @param {string} folder the instance's
 * @param {string} node the Node executable that runs n8n
 * @returns {string}
 */
function writeCommands(folder, node) {
	const commands = path.join(folder, 'commands');
	fs.mkdirSync(commands, { recursive: true });
	writeScript(path.join(commands, 'node'), `exec "${node}" "$@"`);
	writeScript(path.join(commands, 'npm'), `exec "${node}" "${NPM_STAND_IN}" "${offerFile(folder)}" "$@"`);
	return commands;
}

/**
 * Makes the instance's `npm` answer for a package that no registry knows yet.
 *
 * @param {string} folder the instance's
 * @param {{ name: string, version: string, tarball: string }} offer
 */
function offerPackage(folder, offer) {
	fs.writeFileSync(offerFile(folder), JSON.stringify(offer));
}

/** @param {string} folder */
function offerFile(folder) {
	return path.join(folder, 'commands', 'offer.json');
}

/**
 * @param {string} file
 * @param {string} line
 */
function writeScript(file, line) {
	fs.writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

module.exports = { offerPackage, writeCommands };
