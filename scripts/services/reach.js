// @ts-check
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * The modules that some modules reach through relative imports, themselves included.
 *
 * @param {string} root the folder that the paths are below
 * @param {readonly string[]} entries paths of files
 * @param {'.ts' | '.d.ts' | '.js'} ending of a module's file
 * @returns {string[]} paths, sorted
 * @throws {Error} for an import that leads nowhere
 */
function reach(root, entries, ending) {
	// Loaded late: a fresh clone has no compiler before build() has installed it.
	const { preProcessFile } = require('typescript');
	const reached = new Set(entries.map((entry) => path.posix.normalize(entry)));
	for (const file of reached) {
		const { importedFiles } = preProcessFile(readFileSync(path.join(root, file), 'utf8'), true, true);
		for (const { fileName } of importedFiles) {
			if (!fileName.startsWith('.')) continue;
			const target = path.posix.join(path.posix.dirname(file), fileName);
			const found = [target, `${target}${ending}`, `${target}/index${ending}`].find((each) => each.endsWith(ending) && existsSync(path.join(root, each)));
			if (found === undefined) throw new Error(`${file} imports ${fileName}, which is not there`);
			reached.add(found);
		}
	}
	return [...reached].sort();
}

module.exports = { reach };
