// @ts-check
'use strict';

/**
 * Reads the format in which n8n stores and serves execution data, "flatted": a JSON array whose first entry is the root
 * and in which every string inside an object or array is the index of the entry it stands for.
 *
 * https://github.com/WebReflection/flatted
 *
 * @param {string} text
 * @returns {any}
 */
function decodeFlatted(text) {
	const entries = JSON.parse(text);
	for (const entry of entries) {
		if (typeof entry !== 'object' || entry === null) continue;
		for (const [key, reference] of Object.entries(entry)) {
			if (typeof reference !== 'string') continue;
			// Defined rather than assigned: a key "__proto__" stays a key.
			Object.defineProperty(entry, key, {
				value: entries[Number(reference)],
				enumerable: true,
				configurable: true,
				writable: true,
			});
		}
	}
	return entries[0];
}

module.exports = { decodeFlatted };
