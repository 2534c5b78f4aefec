import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class BrowserUseWebhookApi implements ICredentialType {
	name = 'browserUseWebhookApi';

	displayName = 'Browser Use Webhook API';

	icon: Icon = {
		light: 'file:../nodes/BrowserUseTrigger/browserUse.svg',
		dark: 'file:../nodes/BrowserUseTrigger/browserUse.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/browser-use.md#set-it-up';

	supportedNodes = ['browserUse', 'browserUseTrigger'];

	// The HTTP Request node and all others must not be able to read what verifies a delivery.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Signing Secret',
			name: 'signingSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'For the trigger; the node Browser Use Runs needs none. The secret that the Browser Use dashboard shows after the webhook was created. Leave it empty until then: the test ping is answered without it, and everything else is refused.',
		},
		{
			displayName: 'Previous Signing Secret',
			name: 'previousSigningSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The secret before the last change, accepted too while Browser Use still signs with it. Remove it once deliveries arrive with the new one.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Verifying deliveries needs none; Include Result, Download Files, Recover Missed Runs and the node Browser Use Runs do. In the Browser Use dashboard under API Keys, it begins with bu_.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.browser-use.com',
			description:
				'The address of the Browser Use API, without /api/v2; the API key is only ever sent there',
		},
	];

	/**
	 * For calls to the API; deliveries are verified without it. A function, because a trigger also asks when n8n
	 * evaluates no expressions: on a schedule (n8n 2.41).
	 */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		headers: { ...request.headers, 'X-Browser-Use-API-Key': credentials.apiKey },
	});
}
