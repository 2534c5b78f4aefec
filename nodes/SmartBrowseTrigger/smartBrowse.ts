import type { DeliveryEvent } from '../delivery/event';
import type { JsonObject } from '../delivery/json';
import { asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import { reasonIn } from '../delivery/result';
import { firstTime } from '../delivery/verification/timestamp';
import { OUTCOMES, smartBrowseResults } from './smartBrowseResults';
import { smartBrowseRuns } from './smartBrowseRuns';

/** Two pages of the documents disagree on the event's name: `completed` and `smartbrowse.completed`. */
const PREFIX = 'smartbrowse.';

function read(body: JsonObject): DeliveryEvent | undefined {
	const runId = asText(body.run_id);
	const name = asText(body.event);
	if (runId === undefined || name === undefined) return undefined;
	const event = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
	const status = asText(body.status) ?? event;
	return {
		event,
		status,
		outcome: OUTCOMES.get(status) ?? 'unknown',
		runId,
		recipeId: asText(body.recipe_id) ?? null,
		occurredAt: firstTime(body.timestamp),
		occurrence: '',
		metadata: {},
		output: null,
		error: reasonIn(body.error),
		files: [],
	};
}

/** What the API says of runs. */
export const smartBrowseRunList = smartBrowseRuns(read);

/**
 * Deliveries are not signed: the user configures a secret header at the provider. Should the sender sign one
 * day, its scheme goes in front of the shared header.
 */
export const smartBrowse: Provider = Object.freeze({
	id: 'smartBrowse',
	label: 'SmartBrowse',
	credential: {
		type: 'smartBrowseWebhookApi',
		label: 'SmartBrowse Webhook API',
		secrets: [
			{ name: 'headerValue', label: 'Header Value', inHeader: true },
			{ name: 'previousHeaderValue', label: 'Previous Header Value', inHeader: true },
		],
		headerName: 'headerName',
		whichSecret: 'Copy the value from the credential into the custom header at SmartBrowse.',
		secretComesLater: false,
	},
	schemes: [{ kind: 'sharedHeader', age: { of: 'body', required: false, defaultSeconds: 86_400 } }],
	events: ['cancelled', 'completed', 'failed'],
	idOptions: [
		{ option: 'recipeIds', id: 'recipeId' },
		{ option: 'runIds', id: 'runId' },
	],
	read,
	api: {
		apiKey: { name: 'apiKey', label: 'API Key' },
		keyPrefix: 'wsg_live_',
		keyHeader: 'X-API-Key',
		defaultBaseUrl: 'https://api.webscrape.ai/v1',
		probePath: '/smartbrowse/usage',
	},
	results: smartBrowseResults,
	recovery: [smartBrowseRunList],
} as const satisfies Provider);
