// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { PROJECT } = require('./install');

/**
 * Inside this project's folder Node would find the project's own n8n-workflow for an installed community node, a second copy
 * beside n8n's: an error of one copy is no instance of the other's class. A user's instance has n8n's copy only, so it is
 * linked where Node looks first.
 *
 * @param {string} folder an instance's
 * @param {import('./install').Host} host
 */
function pinWorkflowLibrary(folder, host) {
	if (path.relative(PROJECT, folder).startsWith('..')) return;
	const link = path.join(folder, 'node_modules', 'n8n-workflow');
	fs.mkdirSync(path.dirname(link), { recursive: true });
	fs.rmSync(link, { force: true });
	fs.symlinkSync(path.join(host.folder, 'node_modules', 'n8n-workflow'), link, 'dir');
}

module.exports = { pinWorkflowLibrary };
