import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class SkyvernWebhookApi implements ICredentialType {
	name = 'skyvernWebhookApi';

	displayName = 'Skyvern Webhook API';

	icon: Icon = {
		light: 'file:../nodes/SkyvernTrigger/skyvern.svg',
		dark: 'file:../nodes/SkyvernTrigger/skyvern.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/skyvern.md#set-it-up';

	supportedNodes = ['skyvern', 'skyvernTrigger'];

	// The HTTP Request node and all others must not be able to read what verifies a delivery.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The API key of the Skyvern organization, under Settings at Skyvern. It is also the key that signs the deliveries: that of whoever starts the run.',
		},
		{
			displayName: 'Previous API Key',
			name: 'previousApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A second key whose deliveries are accepted too: the one before the last change, or that of another user who starts runs.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.skyvern.com',
			description:
				'The address of the Skyvern API, without /v1; your own one when you host Skyvern yourself. The API key is only ever sent there.',
		},
	];

	/**
	 * For calls to the API; deliveries are verified without it. A function, because a trigger also asks when n8n
	 * evaluates no expressions: on a schedule (n8n 2.41).
	 */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		headers: { ...request.headers, 'x-api-key': credentials.apiKey },
	});
}
