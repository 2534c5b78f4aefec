import type { INodeProperties } from 'n8n-workflow';

import { additionalFields, starting } from '../host/runs/properties';

const FOR_RUN = { show: { ...starting.show, kind: ['run'] } };
const FOR_TASK = { show: { ...starting.show, kind: ['task'] } };

/** Which browser the agent gets. */
const BROWSER: readonly INodeProperties[] = [
	textOption('Browser Profile ID', 'browserProfileId', 'e.g. 7f0c1c1e-2c0b-4a68-9d5e-6d2b7a3f9e10', 'The browser profile to use: its cookies and sign-ins'),
	textOption('Proxy Country', 'proxyCountry', 'e.g. de', 'From where the browser reaches the web, by the two letters of the country; none for no proxy. Without this option, Browser Use takes us.'),
];

/** What is to be run, or asked for. */
export const whatToRun: INodeProperties[] = [
	{
		displayName: 'Run',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Run (API V4)', value: 'run', description: 'What Browser Use recommends today' },
			{ name: 'Task (API V2)', value: 'task', description: 'Has webhooks, metadata and an output after a schema of your own' },
		],
		default: 'run',
		displayOptions: starting,
	},
	{
		displayName: 'Run',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Run (API V4)', value: 'run', description: 'What Browser Use recommends today' },
			{ name: 'Session (API V3)', value: 'session', description: 'One that was started elsewhere' },
			{ name: 'Task (API V2)', value: 'task', description: 'Has webhooks, metadata and an output after a schema of your own' },
		],
		default: 'run',
		displayOptions: { show: { operation: ['get', 'stop'] } },
		description: 'What the ID belongs to: each API of Browser Use knows its own alone',
	},
	{
		displayName: 'Task',
		name: 'task',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Find the price of the blue mug at example.com',
		displayOptions: starting,
		description: 'What Browser Use is to do, in words',
	},
	{
		displayName: 'Start URL',
		name: 'startUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com',
		displayOptions: FOR_TASK,
		description: 'Where the task begins. Without one, the agent looks for a page by itself.',
	},
	{
		displayName: 'Maximum Steps',
		name: 'maxSteps',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 50,
		displayOptions: FOR_TASK,
		description: 'How many steps the agent may take. Browser Use charges each step, and stops beyond this number. 0 = as many as Browser Use allows by itself (100).',
	},
	{
		displayName: 'Maximum Cost (USD)',
		name: 'maxCostUsd',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 1,
		displayOptions: FOR_RUN,
		description: 'How many US dollars the run may cost. 0 = no limit but the credits of the account.',
	},
	{
		displayName: 'Run Options',
		name: 'runOptions',
		type: 'collection',
		placeholder: 'Add run option',
		default: {},
		displayOptions: FOR_RUN,
		options: [
			additionalFields,
			...BROWSER,
			textOption('Model', 'model', 'e.g. claude-sonnet-5', 'Which language model leads the agent, by the name that the documents of Browser Use give it'),
			textOption('Session ID', 'sessionId', 'e.g. cd9cc7bf-e3af-4181-80a2-73f083bc94b4', 'The session to go on in, as the sessionId of the item before names it'),
			textOption('Workspace ID', 'workspaceId', 'e.g. 0b5d8a0e-3c0f-4c39-9b4e-0f6a3e6f2a11', 'The workspace with the files of the run'),
		],
	},
	{
		displayName: 'Run Options',
		name: 'runOptions',
		type: 'collection',
		placeholder: 'Add run option',
		default: {},
		displayOptions: FOR_TASK,
		options: [
			additionalFields,
			textOption('Allowed Domains', 'allowedDomains', 'e.g. example.com, example.org', 'The domains that the agent may visit, separated by commas. Without any, it may visit all.'),
			...BROWSER,
			{
				displayName: 'Metadata (JSON)',
				name: 'metadata',
				type: 'json',
				default: '',
				placeholder: 'e.g. {"campaign": "q4-automation"}',
				description: 'Up to ten pairs of texts that come back with the item. Metadata Match of the trigger selects by them.',
			},
			textOption('Model', 'model', 'e.g. browser-use-2.0', 'Which language model leads the agent, by the name that the documents of Browser Use give it'),
			{
				displayName: 'Output Schema (JSON)',
				name: 'outputSchema',
				type: 'json',
				default: '',
				placeholder: 'e.g. {"type": "object", "properties": {"price": {"type": "number"}}}',
				description: 'A JSON Schema of the output',
			},
			textOption('Session ID', 'sessionId', 'e.g. cd9cc7bf-e3af-4181-80a2-73f083bc94b4', 'The session to go on in, as the sessionId of the item before names it. Browser Profile ID and Proxy Country then count for nothing.'),
		],
	},
];

function textOption(displayName: string, name: string, placeholder: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder, description };
}
