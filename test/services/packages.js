// @ts-check
const { execFileSync } = require('node:child_process');
const { readFileSync, mkdirSync, readdirSync, symlinkSync } = require('node:fs');
const path = require('node:path');

const { examplesOf, layOutPackage, manifestOf } = require('../../scripts/services/layOut');
const { SERVICES } = require('../../scripts/services/services');
const { ROOT, temporaryFolder } = require('../files');

/** The packages of all services, outside the repository; n8n-workflow is all that stands beside each. */
function layOutAll() {
	const { folder, remove } = temporaryFolder();
	for (const service of SERVICES) {
		const target = path.join(folder, service.name);
		layOutPackage(service, target);
		mkdirSync(path.join(target, 'node_modules'));
		symlinkSync(path.join(ROOT, 'node_modules', 'n8n-workflow'), path.join(target, 'node_modules', 'n8n-workflow'), 'dir');
	}
	return {
		remove,
		/** @param {string} name @param {string} file */
		read: (name, file) => readFileSync(path.join(folder, name, file), 'utf8'),
		/** What npm would pack, sorted. @param {string} name @returns {string[]} */
		packed: (name) => {
			const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: path.join(folder, name), encoding: 'utf8' }));
			return files.map((/** @type {{ path: string }} */ file) => file.path).sort();
		},
		/** The classes that it exports, after each of its modules was loaded in a process of its own. @param {string} name @returns {string[]} */
		load: (name) => {
			const dist = path.join(folder, name, 'dist');
			const modules = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
			const program = `${JSON.stringify(modules)}.forEach((file) => require('./dist/' + file)); console.log(JSON.stringify(Object.keys(require('./index.js'))))`;
			return JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: path.join(folder, name), encoding: 'utf8' }));
		},
	};
}

module.exports = { SERVICES, examplesOf, layOutAll, manifestOf };
