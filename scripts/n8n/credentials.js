// @ts-check
'use strict';

/**
 * @typedef {object} Credential
 * @property {string} name as shown in the editor
 * @property {string} type the credential type's internal name
 * @property {Record<string, unknown>} data the fields, secrets included
 */

/**
 * @param {import('./rest').RestClient} rest
 */
function credentialCalls(rest) {
	return {
		/**
		 * @param {Credential} credential
		 * @returns {Promise<{ id: string, name: string, type: string }>}
		 */
		createCredential: async (credential) => await rest.call('POST', '/credentials', credential),

		/**
		 * @param {string} id
		 * @param {Credential} credential all of it, as the editor's Save sends it
		 * @returns {Promise<any>}
		 */
		updateCredential: async (id, credential) => await rest.call('PATCH', `/credentials/${id}`, credential),

		/**
		 * @param {string} id
		 * @returns {Promise<void>}
		 */
		deleteCredential: async (id) => {
			await rest.call('DELETE', `/credentials/${id}`);
		},

		/**
		 * What the editor does after Save and on Retry: tests the given data, for the credential stored under the id.
		 *
		 * @param {Credential & { id: string }} credential
		 * @returns {Promise<{ status: 'OK' | 'Error', message: string }>}
		 */
		testCredential: async (credential) =>
			await rest.call('POST', '/credentials/test', { credentials: credential }),
	};
}

module.exports = { credentialCalls };
