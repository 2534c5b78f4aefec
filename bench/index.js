// @ts-check
'use strict';

/**
 * Runs the benches that need no n8n, one after the other, each in a process of its own.
 *
 *   npm run bench [-- --only=handler] [further options go to the bench]
 */

const { spawnSync } = require('node:child_process');
const { cpus, totalmem } = require('node:os');
const { join } = require('node:path');
const { option } = require('./options');

const BENCHES = ['handler', 'refusals', 'memory'];

const only = option('only', '');
if (only !== '' && !BENCHES.includes(only)) throw new Error(`--only must be one of: ${BENCHES.join(', ')}`);
const [processor] = cpus();
console.log(`${processor.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
for (const bench of BENCHES.filter((name) => only === '' || name === only)) {
	console.log(`\n# ${bench}\n`);
	const { status } = spawnSync(process.execPath, [join(__dirname, `${bench}.js`), ...process.argv.slice(2)], { stdio: 'inherit' });
	if (status !== 0) process.exitCode = 1;
}
