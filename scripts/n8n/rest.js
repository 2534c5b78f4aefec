// @ts-check
'use strict';

const { request } = require('./request');

/** n8n ties the login cookie to the id a browser sends along. */
const BROWSER_ID = 'n8n-harness';

/** An answer of n8n's REST interface other than 2xx. The message is n8n's own. */
class RestError extends Error {
	/**
	 * @param {string} call for example "POST /workflows"
	 * @param {number} status
	 * @param {string} body
	 */
	constructor(call, status, body) {
		super(`${call}: ${messageIn(body)} (HTTP ${status})`);
		this.name = 'RestError';
		this.status = status;
		this.body = body;
	}
}

/**
 * @typedef {object} Owner
 * @property {string} email
 * @property {string} password
 */

/** Speaks for the owner to n8n's REST interface, the one the editor uses. It logs in when it has to. */
class RestClient {
	/**
	 * @param {string} baseUrl
	 * @param {Owner} owner
	 */
	constructor(baseUrl, owner) {
		this.baseUrl = baseUrl;
		this.owner = owner;
		/** @type {string | undefined} */
		this.cookie = undefined;
	}

	/**
	 * Creates the owner on a fresh instance, logs in on any other.
	 *
	 * @returns {Promise<void>}
	 */
	async setupOwner() {
		const { userManagement } = await this.send('GET', '/settings');
		const { email, password } = this.owner;
		if (userManagement.showSetupOnFirstLoad) {
			await this.send('POST', '/owner/setup', { email, password, firstName: 'Olive', lastName: 'Owner' });
		} else {
			await this.send('POST', '/login', { emailOrLdapLoginId: email, password });
		}
	}

	/**
	 * @param {string} method
	 * @param {string} path below /rest
	 * @param {unknown} [body] sent as JSON
	 * @param {Record<string, string>} [headers]
	 * @returns {Promise<any>} the answer's "data", or the whole answer where n8n wraps nothing
	 * @throws {RestError}
	 */
	async call(method, path, body, headers) {
		if (this.cookie === undefined) await this.setupOwner();
		return await this.send(method, path, body, headers);
	}

	/** @returns {Record<string, string>} */
	identity() {
		return { 'browser-id': BROWSER_ID, ...(this.cookie === undefined ? {} : { cookie: this.cookie }) };
	}

	/**
	 * @private
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body]
	 * @param {Record<string, string>} [headers]
	 * @returns {Promise<any>}
	 */
	async send(method, path, body, headers = {}) {
		const answer = await request(`${this.baseUrl}/rest${path}`, {
			method,
			headers: { ...this.identity(), 'content-type': 'application/json', ...headers },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const cookie = answer.headers['set-cookie']?.find((value) => value.startsWith('n8n-auth='));
		if (cookie !== undefined) this.cookie = cookie.split(';')[0];
		if (answer.status < 200 || answer.status > 299) throw new RestError(`${method} ${path}`, answer.status, answer.body);
		const parsed = answer.body === '' ? undefined : JSON.parse(answer.body);
		return parsed?.data ?? parsed;
	}
}

/** @param {string} body */
function messageIn(body) {
	try {
		return JSON.parse(body).message ?? body;
	} catch {
		return body;
	}
}

module.exports = { RestError, RestClient };
