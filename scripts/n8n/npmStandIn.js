// @ts-check
'use strict';

// The `npm` that n8n finds first in its PATH. For the package on offer it answers the two questions n8n asks a registry,
// `npm view <name>@<version>` and `npm pack <name>@<version>`, from a local tarball; anything else goes to the real npm. So
// the Install button's own code runs unchanged on a package that is not published yet.

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const [offerFile = '', ...args] = process.argv.slice(2);
const [command, specifier] = args;

/** @type {{ name: string, version: string, tarball: string } | undefined} */
const offer = fs.existsSync(offerFile) ? JSON.parse(fs.readFileSync(offerFile, 'utf8')) : undefined;
const isOffered =
	offer !== undefined && [`${offer.name}@${offer.version}`, `${offer.name}@latest`].includes(specifier ?? '');

if (isOffered && command === 'view') {
	console.log(JSON.stringify(offer.version));
} else if (isOffered && command === 'pack') {
	const file = `${offer.name}-${offer.version}.tgz`;
	fs.copyFileSync(offer.tarball, path.join(process.cwd(), file));
	console.log(file);
} else {
	const ownFolder = path.dirname(offerFile);
	const searched = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== ownFolder);
	const { status } = spawnSync('npm', args, {
		stdio: 'inherit',
		env: { ...process.env, PATH: searched.join(path.delimiter) },
	});
	process.exitCode = status ?? 1;
}
