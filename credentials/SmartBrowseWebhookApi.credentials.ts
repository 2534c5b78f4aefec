import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class SmartBrowseWebhookApi implements ICredentialType {
	name = 'smartBrowseWebhookApi';

	displayName = 'SmartBrowse Webhook API';

	icon: Icon = {
		light: 'file:../nodes/SmartBrowseTrigger/smartBrowse.svg',
		dark: 'file:../nodes/SmartBrowseTrigger/smartBrowse.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/smartbrowse.md#set-it-up';

	supportedNodes = ['smartBrowse', 'smartBrowseTrigger'];

	// The HTTP Request node and all others must not be able to read what verifies a delivery.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: 'Authorization',
			required: true,
			description:
				'For the trigger: the custom header that the webhook of the recipe sends',
		},
		{
			displayName: 'Header Value',
			name: 'headerValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. Bearer followed by 32 random characters',
			description:
				'For the trigger; the node SmartBrowse Runs needs none. The secret value of that header, to the letter, with any word in front such as Bearer. Choose at least 32 random characters, because whoever knows it can start the workflow; to be offered such a value, enter a single x, save, and open More details.',
		},
		{
			displayName: 'Previous Header Value',
			name: 'previousHeaderValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The value before the last change, accepted too while some recipes still send it',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Verifying deliveries needs none; Include Result, Recover Missed Runs and the node SmartBrowse Runs do. In the webscrape.ai dashboard, it begins with wsg_live_.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.webscrape.ai/v1',
			description:
				'The address of the webscrape.ai API, with /v1; the API key is only ever sent there',
		},
	];

	/**
	 * For calls to the API; deliveries are verified without it. A function, because a trigger also asks when n8n
	 * evaluates no expressions: on a schedule (n8n 2.41).
	 */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		headers: { ...request.headers, 'X-API-Key': credentials.apiKey },
	});
}
