// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** @returns {string[]} what `npm publish` would publish of the tree as it is built, sorted */
function packedFiles() {
	const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: ROOT, encoding: 'utf8' });
	/** @type {{ files: { path: string }[] }[]} */
	const [{ files }] = JSON.parse(answer);
	return files.map((file) => file.path).sort();
}

/** @returns {string[]} the list that a person has looked at: test/packedFiles.txt */
function expectedFiles() {
	return readFileSync(path.join(__dirname, 'packedFiles.txt'), 'utf8').split('\n').filter(Boolean);
}

module.exports = { expectedFiles, packedFiles };
