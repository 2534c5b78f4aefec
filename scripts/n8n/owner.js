// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/**
 * The login of an instance, kept beside its data so that a later start of the same folder can log in.
 *
 * @param {string} folder
 * @returns {import('./rest').Owner}
 */
function ownerOf(folder) {
	const file = path.join(folder, 'owner.json');
	if (!fs.existsSync(file)) {
		const owner = { email: 'owner@example.com', password: `Owner-${randomBytes(9).toString('base64url')}-1` };
		fs.writeFileSync(file, JSON.stringify(owner, undefined, '\t'), { mode: 0o600 });
	}
	return JSON.parse(fs.readFileSync(file, 'utf8'));
}

module.exports = { ownerOf };
