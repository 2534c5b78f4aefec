// @ts-check
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');

/** A text file of the repository. @param {string} file @returns {string} */
function readFileSync(file) {
	return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** The names of the files in a folder of the repository. @param {string} folder @returns {string[]} */
function listFiles(folder) {
	return fs.readdirSync(path.join(ROOT, folder)).sort();
}

/** A new folder outside the repository, and what removes it with all that is in it. */
function temporaryFolder() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-agents-'));
	return {
		folder,
		/** @returns {Record<string, Buffer>} by name */
		files: () => Object.fromEntries(fs.readdirSync(folder).sort().map((name) => [name, fs.readFileSync(path.join(folder, name))])),
		remove: () => fs.rmSync(folder, { recursive: true, force: true }),
	};
}

module.exports = { ROOT, listFiles, readFileSync, temporaryFolder };
