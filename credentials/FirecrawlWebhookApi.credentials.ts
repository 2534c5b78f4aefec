import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

export class FirecrawlWebhookApi implements ICredentialType {
	name = 'firecrawlWebhookApi';

	displayName = 'Firecrawl Webhook API';

	icon: Icon = {
		light: 'file:../nodes/FirecrawlTrigger/firecrawl.svg',
		dark: 'file:../nodes/FirecrawlTrigger/firecrawl.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/firecrawl.md#set-it-up';

	supportedNodes = ['firecrawl', 'firecrawlTrigger'];

	// The HTTP Request node and all others must not be able to read what verifies a delivery.
	restrictToSupportedNodes = true as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The secret that signs all deliveries of the account. In the Firecrawl dashboard under Settings, on the Advanced tab; it is not the API key. With neither it nor Header Value, every delivery is refused, and the node Firecrawl Runs cannot wait for one.',
		},
		{
			displayName: 'Previous Webhook Secret',
			name: 'previousWebhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The secret before it was generated anew, accepted too while retries of older deliveries come in. Remove it once deliveries arrive with the new one.',
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: 'Authorization',
			description:
				'The header of your own that holds Header Value. Any name but X-Firecrawl-Signature. Without a Header Value, it is not looked at.',
		},
		{
			displayName: 'Header Value',
			name: 'headerValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. Bearer followed by 32 random characters',
			description:
				'The weaker proof, for deliveries that are not signed: a secret of your own, which each job sends as one of its webhook headers. It shows that the sender knows the secret, not that the body is unchanged. With a Webhook Secret beside it, a delivery that carries a signature must be signed rightly all the same. Choose at least 32 random characters; to be offered such a value, enter a single x, save, and open More details.',
		},
		{
			displayName: 'Previous Header Value',
			name: 'previousHeaderValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The value before the last change, accepted too while some jobs still send it',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Verifying deliveries needs none; Include Result, Recover Missed Runs and the node Firecrawl Runs do. In the Firecrawl dashboard under API Keys, it begins with fc-.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.firecrawl.dev',
			description:
				'The address of the Firecrawl API, without /v2; your own one when you host Firecrawl yourself. The API key is only ever sent there.',
		},
	];

	/**
	 * For calls to the API; deliveries are verified without it. A function, because a trigger also asks when n8n
	 * evaluates no expressions: on a schedule (n8n 2.41).
	 */
	authenticate: IAuthenticate = async (credentials, request) => ({
		...request,
		headers: { ...request.headers, Authorization: `Bearer ${String(credentials.apiKey)}` },
	});
}
