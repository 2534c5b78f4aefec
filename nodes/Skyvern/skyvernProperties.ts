import type { INodeProperties } from 'n8n-workflow';

import { additionalFields, starting } from '../host/runs/properties';

const FOR_TASK = { show: { ...starting.show, kind: ['task'] } };
const FOR_AGENT = { show: { ...starting.show, kind: ['agent'] } };

/** What is to be run. */
export const whatToRun: INodeProperties[] = [
	{
		displayName: 'Run',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Agent', value: 'agent', description: 'An agent (a Skyvern workflow) that was set up at Skyvern' },
			{ name: 'Task', value: 'task', description: 'A task in words' },
		],
		default: 'task',
		displayOptions: starting,
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Find the price of the blue mug',
		displayOptions: FOR_TASK,
		description: 'What Skyvern is to do, in words',
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com',
		displayOptions: FOR_TASK,
		description: 'Where the task begins. Without one, Skyvern looks for a page by itself.',
	},
	{
		displayName: 'Maximum Steps',
		name: 'maxSteps',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 25,
		displayOptions: FOR_TASK,
		description: 'How many steps the task may take. Skyvern charges each step, and the task fails beyond this number. 0 = as many as Skyvern allows.',
	},
	{
		displayName: 'Agent',
		name: 'agent',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		displayOptions: FOR_AGENT,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: 'Choose an agent…', typeOptions: { searchListMethod: 'searchAgents', searchable: true } },
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. wpid_490440779503357002',
				validation: [{ type: 'regex', properties: { regex: '\\s*wpid_\\w+\\s*', errorMessage: 'The permanent ID of an agent begins with wpid_' } }],
			},
		],
		description: 'The agent to run, a workflow of Skyvern',
	},
	{
		displayName: 'Parameters',
		name: 'agentParameters',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: FOR_AGENT,
		typeOptions: {
			loadOptionsDependsOn: ['agent.value'],
			resourceMapper: {
				resourceMapperMethod: 'agentParameters',
				mode: 'add',
				fieldWords: { singular: 'parameter', plural: 'parameters' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
			},
		},
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
			textOption('Browser Profile ID', 'browserProfileId', 'e.g. bp_123456789', 'The browser profile to use: its cookies and sign-ins. Skyvern takes it with the engine skyvern-2.0 alone.'),
			textOption('Browser Session ID', 'browserSessionId', 'e.g. pbs_123456789', 'The browser session to go on in, as the run before has left it'),
			{
				displayName: 'Data Schema (JSON)',
				name: 'dataSchema',
				type: 'json',
				default: '',
				placeholder: 'e.g. {"type": "object", "properties": {"price": {"type": "number"}}}',
				description: 'A JSON Schema of the output',
			},
			textOption('Engine', 'engine', 'e.g. skyvern-2.0', 'What carries the task out, by the name that the documents of Skyvern give it'),
			...shared(),
		],
	},
	{
		displayName: 'Run Options',
		name: 'runOptions',
		type: 'collection',
		placeholder: 'Add run option',
		default: {},
		displayOptions: FOR_AGENT,
		options: [
			additionalFields,
			textOption('Browser Profile ID', 'browserProfileId', 'e.g. bp_123456789', 'The browser profile to use: its cookies and sign-ins'),
			textOption('Browser Session ID', 'browserSessionId', 'e.g. pbs_123456789', 'The browser session to go on in, as the run before has left it'),
			{
				displayName: 'Maximum Duration (Minutes)',
				name: 'maxElapsedMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 480 },
				default: 60,
				description: 'After how many minutes Skyvern ends the run, at most 480. Without this option: 240.',
			},
			{
				displayName: 'Maximum Steps',
				name: 'maxSteps',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				description: 'How many steps the run may take, in place of the limits that were set in the agent. Skyvern charges each step, and the run fails beyond this number.',
			},
			...shared(),
		],
	},
];

/** What a task and an agent take alike. */
function shared(): INodeProperties[] {
	return [
		textOption('Proxy Location', 'proxyLocation', 'e.g. RESIDENTIAL_GB', 'From where the browser reaches the web, by the name that the documents of Skyvern give it; NONE for no proxy'),
		textOption('Title', 'title', 'e.g. Price of the blue mug', 'What Skyvern calls the run'),
		textOption('TOTP Identifier', 'totpIdentifier', 'e.g. me@example.com', 'Under which name one-time codes are sent to Skyvern'),
		textOption('Webhook URL', 'webhookUrl', 'e.g. https://n8n.example.com/webhook/…', 'Where Skyvern reports the end of the run, for example the production URL of a Skyvern Trigger. While this step waits for the delivery itself, it goes here alone.'),
	];
}

function textOption(displayName: string, name: string, placeholder: string, description: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder, description };
}
