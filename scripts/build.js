// @ts-check
const { build, say } = require('./prepare');

try {
	build();
	say('Built into dist/.');
} catch (error) {
	process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}
