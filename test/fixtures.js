// @ts-check
const { readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * @typedef {object} RecordedDelivery One delivery, made by running the provider's own reference recipe.
 * @property {string} name
 * @property {'browserUse' | 'skyvern' | 'smartBrowse' | 'firecrawl'} provider
 * @property {string} generation
 * @property {number} now Unix seconds at which it arrives
 * @property {string[]} secrets the credential's current and previous secret
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {'accepted' | 'refused'} expect
 */

/** @returns {RecordedDelivery[]} */
function recordedDeliveries() {
	return readFileSync(path.join(__dirname, 'fixtures', 'deliveries.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line))
		.map((line) => ({ ...line, body: Buffer.from(line.body, 'base64') }));
}

/** The credential that a recorded delivery assumes. @param {RecordedDelivery} delivery @returns {Record<string, unknown>} */
function credentialFor({ provider, secrets: [current, previous = ''] }) {
	switch (provider) {
		case 'browserUse':
			return { signingSecret: current, previousSigningSecret: previous };
		case 'skyvern':
			return { apiKey: current, previousApiKey: previous };
		case 'firecrawl':
			return { webhookSecret: current, previousWebhookSecret: previous };
		case 'smartBrowse':
			return { headerName: 'Authorization', headerValue: `Bearer ${current}`, previousHeaderValue: previous };
	}
}

module.exports = { recordedDeliveries, credentialFor };
