// @ts-check
const fs = require('node:fs');
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

module.exports = { ROOT, listFiles, readFileSync };
