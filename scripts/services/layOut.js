// @ts-check
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../prepare');
const { reach } = require('./reach');
const { readmeOf } = require('./readme');
const { ALL_IN_ONE, KEYWORDS } = require('./services');

/** @typedef {import('./services').Service} Service */

/** What a service's package begins with, without the ending. @param {Service} service */
const entriesOf = ({ folder }) => [`credentials/${folder}WebhookApi.credentials`, `nodes/${folder}/${folder}.node`, `nodes/${folder}Trigger/${folder}Trigger.node`];

/** What n8n finds beside a node: icons and codex. @param {Service} service */
function filesBesideNodes({ folder }) {
	return [`nodes/${folder}`, `nodes/${folder}Trigger`].flatMap((each) =>
		readdirSync(path.join(ROOT, each)).filter((file) => /\.(?:svg|node\.json)$/.test(file)).map((file) => `${each}/${file}`),
	);
}

/**
 * The publishable package of one service, from dist/ as it is built.
 *
 * @param {Service} service
 * @param {string} target a folder, emptied first
 */
function layOutPackage(service, target) {
	const dist = path.join(ROOT, 'dist');
	const entries = entriesOf(service);
	const types = 'nodes/delivery/item.d.ts';
	const files = [
		...reach(dist, entries.map((entry) => `${entry}.js`), '.js'),
		...reach(dist, [...entries.map((entry) => `${entry}.d.ts`), types], '.d.ts'),
		...filesBesideNodes(service),
	];
	begin(service, target);
	copy(files, dist, path.join(target, 'dist'));
	copy(['LICENSE', 'CHANGELOG.md'], ROOT, target);
	writeFileSync(path.join(target, 'README.md'), readmeOf(readFileSync(path.join(ROOT, service.page), 'utf8'), service, [...examplesOf(service).keys()]));
	writeFileSync(path.join(target, 'index.js'), indexOf(service));
}

/**
 * The sources of one service's package, as a repository of its own would hold them: for n8n's lint and the compiler.
 *
 * @param {Service} service
 * @param {string} target a folder, emptied first
 */
function layOutSources(service, target) {
	begin(service, target);
	copy([...reach(ROOT, entriesOf(service).map((entry) => `${entry}.ts`), '.ts'), ...filesBesideNodes(service), 'eslint.config.mjs', 'tsconfig.json'], ROOT, target);
}

/** @param {Service} service @param {string} target */
function begin(service, target) {
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	writeManifest(service, target);
}

/** The example workflows with nodes of this service only, as its package names their types: texts by the name of the file. @param {Service} service */
function examplesOf({ name, provider }) {
	const folder = path.join(ROOT, 'examples');
	const types = new RegExp(`"${ALL_IN_ONE}\\.(\\w+)"`, 'g');
	const texts = readdirSync(folder).map((file) => /** @type {const} */ ([file, readFileSync(path.join(folder, file), 'utf8')]));
	return new Map(
		texts
			.filter(([, text]) => [...text.matchAll(types)].every(([, type]) => type === provider || type === `${provider}Trigger`))
			.map(([file, text]) => [file, text.replace(types, `"${name}.$1"`)]),
	);
}

/** @param {Service} service @param {string} target a folder, emptied first */
function writeExamples(service, target) {
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	for (const [file, text] of examplesOf(service)) writeFileSync(path.join(target, file), text);
}

/** @param {Service} service @param {string} target */
function writeManifest(service, target) {
	writeFileSync(path.join(target, 'package.json'), `${JSON.stringify(manifestOf(service), null, 2)}\n`);
}

/** The package.json: that of the root but for what is the service's own. @param {Service} service */
function manifestOf(service) {
	const { name, description, keywords } = service;
	const { version, license, homepage, author, repository, bugs, main, types, n8n, peerDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
	const [credential, ...nodes] = entriesOf(service).map((entry) => `dist/${entry}.js`);
	return {
		name,
		version,
		description,
		license,
		homepage: homepage.replace(/#readme$/, `/blob/main/${service.page}`),
		author,
		// Where n8n's scan of the published package finds its sources.
		repository: { ...repository, directory: `packages/${name}` },
		bugs,
		keywords: [...KEYWORDS, ...keywords],
		main,
		types,
		// CHANGELOG.md is not among what npm packs unasked.
		files: ['dist', 'CHANGELOG.md'],
		n8n: { ...n8n, credentials: [credential], nodes },
		peerDependencies,
	};
}

/** @param {Service} service */
function indexOf(service) {
	const [, ...nodes] = entriesOf(service);
	return ['module.exports = {', ...nodes.map((node) => `\t...require('./dist/${node}.js'),`), '};', ''].join('\n');
}

/** @param {readonly string[]} files @param {string} from @param {string} to */
function copy(files, from, to) {
	for (const file of files) {
		// The codex is compiled; an icon that is not among what is built is a package without an icon.
		if (!existsSync(path.join(from, file))) throw new Error(`${path.relative(ROOT, path.join(from, file))} is not there. Build first: npm run build`);
		cpSync(path.join(from, file), path.join(to, file));
	}
}

module.exports = { examplesOf, layOutPackage, layOutSources, manifestOf, writeExamples, writeManifest };
