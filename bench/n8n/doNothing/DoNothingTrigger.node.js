// @ts-check
'use strict';

/**
 * What a community trigger costs at least: it lets everything in, asks for no credential, and has no first step. Of
 * version 1 as the triggers of this package, and of version 2, for which n8n evaluates one expression less.
 */
class DoNothingTrigger {
	description = {
		displayName: 'Do Nothing Trigger',
		name: 'doNothingTrigger',
		group: ['trigger'],
		version: [1, 2],
		description: 'Lets everything in',
		defaults: { name: 'Do Nothing Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived' }],
		properties: [],
	};

	/** @this {import('n8n-workflow').IWebhookFunctions} @returns {Promise<import('n8n-workflow').IWebhookResponseData>} */
	async webhook() {
		return { webhookResponse: { status: 'accepted' }, workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { DoNothingTrigger };
