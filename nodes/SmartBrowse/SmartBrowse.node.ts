import type { ICredentialsDecrypted, ICredentialTestFunctions, IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCredential } from '../host/credential/credentialTest';
import { emit, timeLimit, withIncludeResult } from '../host/options';
import { askNotice, includeDetails, operations, OUTPUTS, runId, runTimeLimit, starting, waiting, withResults } from '../host/runs/properties';
import { runOperations } from '../host/runs/runOperations';
import { smartBrowseNode } from './smartBrowseRuns';

export class SmartBrowse implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SmartBrowse Runs',
		name: 'smartBrowse',
		icon: { light: 'file:../SmartBrowseTrigger/smartBrowse.svg', dark: 'file:../SmartBrowseTrigger/smartBrowse.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ {"runAndWait": "run and wait", "start": "start", "get": "get"}[$parameter["operation"]] }}',
		description: 'Runs SmartBrowse recipes and waits for their end, gets runs',
		defaults: { name: 'SmartBrowse Runs' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'smartBrowseWebhookApi', required: true, testedBy: 'testSmartBrowseWebhook' }],
		properties: [
			operations('SmartBrowse', 'a run', false),
			{
				displayName: 'Recipe ID',
				name: 'recipeId',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. m3Yc2tFvN8q',
				displayOptions: starting,
				description: 'The recipe to run, by its ID in the studio. SmartBrowse charges each page once the run has ended, and stops no run.',
			},
			runId('e.g. k7Xb9dRmQ2p'),
			runTimeLimit,
			askNotice(waiting, 'A run ends within 15 minutes.'),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: withResults,
				options: [emit, includeDetails('its mode, drift, warnings, and what it counted and cost'), { ...timeLimit, displayOptions: withIncludeResult }],
			},
		],
	};

	methods = {
		credentialTest: {
			async testSmartBrowseWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, smartBrowseNode.provider, credential);
			},
		},
	};

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, smartBrowseNode);
	}
}
