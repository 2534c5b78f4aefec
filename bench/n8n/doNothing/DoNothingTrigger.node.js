// @ts-check
'use strict';

/**
 * What a community trigger costs at least: it lets everything in, and has no first step. With a credential, it reads it.
 */
class DoNothingTrigger {
	description = {
		displayName: 'Do Nothing Trigger',
		name: 'doNothingTrigger',
		group: ['trigger'],
		version: 2,
		description: 'Lets everything in',
		defaults: { name: 'Do Nothing Trigger' },
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'doNothingApi', required: false }],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived' }],
		properties: [],
	};

	/** @this {import('n8n-workflow').IWebhookFunctions} @returns {Promise<import('n8n-workflow').IWebhookResponseData>} */
	async webhook() {
		if (this.getNode().credentials?.doNothingApi !== undefined) await this.getCredentials('doNothingApi');
		return { webhookResponse: { status: 'accepted' }, workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { DoNothingTrigger };
