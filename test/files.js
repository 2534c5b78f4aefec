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

/** The files in a folder of the repository and in those below it, as paths. @param {string} folder @returns {string[]} */
function listTree(folder) {
	const entries = fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true });
	return entries.flatMap((entry) => (entry.isDirectory() ? listTree(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`])).sort();
}

/** README and the pages in docs/, as paths. */
function listPages() {
	return ['README.md', ...listTree('docs').filter((file) => file.endsWith('.md'))];
}

/** Whether the repository has this file or folder. @param {string} file @returns {boolean} */
function existsSync(file) {
	return fs.existsSync(path.join(ROOT, file));
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

module.exports = { ROOT, existsSync, listFiles, listPages, listTree, readFileSync, temporaryFolder };
