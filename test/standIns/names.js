// @ts-check
const dns = require('node:dns');

/**
 * Names of this test alone, answered without a name server: what the look-up before a request hears, and what the connection
 * hears a moment later. Loaded into a process, it leaves every other name to the system.
 * @type {Record<string, { looked: string, connected: string }>}
 */
const NAMES = {
	'metadata.test.example': { looked: '169.254.169.254', connected: '169.254.169.254' },
	'inside.test.example': { looked: '127.0.0.1', connected: '127.0.0.1' },
	'mixed.test.example': { looked: '::ffff:10.0.0.1', connected: '::ffff:10.0.0.1' },
	// Rebinding: public when it is checked, private when it is connected to.
	'rebinding.test.example': { looked: '93.184.215.14', connected: '127.0.0.1' },
};

/** No name server knows it. */
const UNKNOWN = 'unknown.test.example';

const family = (/** @type {string} */ address) => (address.includes(':') ? 6 : 4);

const promised = dns.promises.lookup;
dns.promises.lookup = /** @type {any} */ (
	async (/** @type {string} */ name, /** @type {any} */ options) => {
		if (name === UNKNOWN) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
		const address = NAMES[name]?.looked;
		if (address === undefined) return await promised(name, options);
		const found = { address, family: family(address) };
		return options?.all === true ? [found] : found;
	}
);

const lookup = dns.lookup;
dns.lookup = /** @type {any} */ (
	(/** @type {string} */ name, /** @type {any} */ options, /** @type {any} */ callback) => {
		const address = NAMES[name]?.connected;
		if (address === undefined) return lookup(name, options, callback);
		if (options?.all === true) callback(null, [{ address, family: family(address) }]);
		else callback(null, address, family(address));
	}
);
