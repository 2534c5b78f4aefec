// @ts-check
'use strict';

/** `--name=value` or `--name value` of the command line. @param {string} name @param {string} otherwise */
function option(name, otherwise) {
	const at = process.argv.findIndex((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
	if (at < 0) return otherwise;
	const [, value] = process.argv[at].split(/=(.*)/s);
	return value ?? process.argv[at + 1] ?? otherwise;
}

module.exports = { option };
