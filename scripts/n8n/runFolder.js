// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { isRunning } = require('./processes');

/** Outside the project: there an installed community node could load the project's development dependencies. */
const RUNS = path.join(os.tmpdir(), 'n8n-nodes-browser-agents-runs');

/**
 * @returns {string} a fresh folder for one instance, named after this process so that a later run can tell it is left over
 */
function createRunFolder() {
	fs.mkdirSync(RUNS, { recursive: true });
	for (const name of fs.readdirSync(RUNS)) {
		if (!isRunning(Number(name.split('-')[0]))) fs.rmSync(path.join(RUNS, name), { recursive: true, force: true });
	}
	const folder = path.join(RUNS, `${process.pid}-${randomBytes(4).toString('hex')}`);
	fs.mkdirSync(folder, { mode: 0o700 });
	return folder;
}

module.exports = { createRunFolder };
