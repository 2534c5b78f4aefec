// @ts-check
const { randomUUID } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../prepare');
const { ALL_IN_ONE } = require('../services/services');

const SHARED_HEADER = 'Bearer demo-header-value-0123456789abcdef';

/** @typedef {keyof typeof import('../deliveries')} ProviderId */

/**
 * For each provider the example workflow, the credential that its trigger needs, and what signs for it. The
 * secrets are the demo's own and worth nothing.
 * @type {Record<ProviderId, { label: string, example: string, credentialType: string, credential: Record<string, string>, secret: string }>}
 */
const TRIGGERS = {
	browserUse: {
		label: 'Browser Use',
		example: 'browser-use.json',
		credentialType: 'browserUseWebhookApi',
		credential: { signingSecret: 'demo-signing-secret-0123456789', previousSigningSecret: '', apiKey: '', baseUrl: 'https://api.browser-use.com' },
		secret: 'demo-signing-secret-0123456789',
	},
	skyvern: {
		label: 'Skyvern',
		example: 'skyvern.json',
		credentialType: 'skyvernWebhookApi',
		credential: { apiKey: 'demo-api-key-0123456789', previousApiKey: '', baseUrl: 'https://api.skyvern.com' },
		secret: 'demo-api-key-0123456789',
	},
	smartBrowse: {
		label: 'SmartBrowse',
		example: 'smartbrowse.json',
		credentialType: 'smartBrowseWebhookApi',
		credential: { headerName: 'Authorization', headerValue: SHARED_HEADER, previousHeaderValue: '', apiKey: '', baseUrl: 'https://api.webscrape.ai/v1' },
		secret: SHARED_HEADER,
	},
	firecrawl: {
		label: 'Firecrawl',
		example: 'firecrawl.json',
		credentialType: 'firecrawlWebhookApi',
		credential: { webhookSecret: 'demo-webhook-secret-0123456789', previousWebhookSecret: '', headerName: 'Authorization', headerValue: '', previousHeaderValue: '', apiKey: '', baseUrl: 'https://api.firecrawl.dev' },
		secret: 'demo-webhook-secret-0123456789',
	},
};

/** @type {ProviderId[]} */
const PROVIDERS = ['browserUse', 'skyvern', 'smartBrowse', 'firecrawl'];

/** @param {string} file an importable workflow under examples/ @param {string} [packageName] whose examples @returns {any} */
function exampleWorkflow(file, packageName = ALL_IN_ONE) {
	const folder = packageName === ALL_IN_ONE ? ROOT : path.join(ROOT, 'packages', packageName);
	return JSON.parse(readFileSync(path.join(folder, 'examples', file), 'utf8'));
}

/**
 * Stores the credential and the workflow, and activates it.
 * @param {import('../n8n/client').Client} client
 * @param {ProviderId} provider
 * @param {{ packageName?: string, workflow?: any, parameters?: object, activate?: boolean, credential?: Record<string, unknown> }} [options] `packageName`: whose trigger it is
 */
async function addTrigger(client, provider, options = {}) {
	const { label, example, credentialType, credential } = TRIGGERS[provider];
	const { packageName = ALL_IN_ONE } = options;
	const stored = await client.createCredential({
		name: `${label} Webhook`,
		type: credentialType,
		data: options.credential ?? credential,
	});
	const workflow = options.workflow ?? exampleWorkflow(example, packageName);
	const trigger = workflow.nodes.find((/** @type {any} */ node) => node.type === `${packageName}.${provider}Trigger`);
	trigger.credentials = { [credentialType]: { id: stored.id, name: stored.name } };
	trigger.parameters = { ...trigger.parameters, ...options.parameters };
	// Pinned sample output stands in for a delivery in the editor, where it would keep n8n from listening.
	delete workflow.pinData;
	// A workflow that is stored twice needs two addresses.
	trigger.webhookId = randomUUID();
	const { id } = await client.createWorkflow(workflow);
	if (options.activate !== false) await client.activate(id);
	return {
		workflowId: /** @type {string} */ (id),
		credentialId: /** @type {string} */ (stored.id),
		triggerName: /** @type {string} */ (trigger.name),
		path: `webhook/${trigger.webhookId}/webhook`,
		testPath: `webhook-test/${trigger.webhookId}/webhook`,
	};
}

module.exports = { PROVIDERS, TRIGGERS, addTrigger, exampleWorkflow };
