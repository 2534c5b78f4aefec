import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCredential } from '../host/credential/credentialTest';
import { diagnoseRefusals, downloadFiles, emit, includeHeaders, includeResult, maximumFileSize, maximumTotalSize, timeLimit } from '../host/options';
import { choose, parametersOf } from '../host/runs/choose';
import { askNotice, operations, OUTPUTS, runId, runTimeLimit, sleepNotice, stopWhenTimeIsUp, waitBy, whenAsking, withResults } from '../host/runs/properties';
import { receiveRun } from '../host/runs/receiveRun';
import { runOperations } from '../host/runs/runOperations';
import { skyvernAgentParameters, skyvernAgents } from './skyvernAgents';
import { whatToRun } from './skyvernProperties';
import { skyvernNode } from './skyvernRuns';

export class Skyvern implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Skyvern Runs',
		name: 'skyvern',
		icon: { light: 'file:../SkyvernTrigger/skyvern.svg', dark: 'file:../SkyvernTrigger/skyvern.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ {"runAndWait": "run and wait", "start": "start", "get": "get", "stop": "stop"}[$parameter["operation"]] }}',
		description: 'Starts Skyvern tasks and agents, sleeps until their proven delivery, gets and stops runs',
		defaults: { name: 'Skyvern Runs' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'skyvernWebhookApi', required: true, testedBy: 'testSkyvernWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '', restartWebhook: true }],
		properties: [
			operations('Skyvern', 'a run', true),
			...whatToRun,
			runId('e.g. tsk_v2_490440779503357994'),
			waitBy('Skyvern'),
			runTimeLimit,
			...whenAsking.map((shown) => stopWhenTimeIsUp(shown)),
			sleepNotice('Skyvern'),
			...whenAsking.map((shown) => askNotice(shown)),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: withResults,
				options: [
					diagnoseRefusals,
					downloadFiles([
						{ name: 'Downloaded Files', value: 'download', description: 'Files that the run downloaded' },
						{ name: 'Recording', value: 'recording', description: 'The video of the run' },
						{ name: 'Screenshots', value: 'screenshot', description: 'The screenshots of the run, newest first' },
					]),
					emit,
					includeHeaders,
					includeResult('the run as it stands then: its browser session, which no delivery names, its status and output, and fresh links to its files'),
					maximumFileSize,
					maximumTotalSize,
					timeLimit,
				],
			},
		],
	};

	methods = {
		listSearch: {
			async searchAgents(this: ILoadOptionsFunctions, filter?: string, page?: string) {
				return await choose(this, skyvernNode, skyvernAgents, filter, page);
			},
		},
		resourceMapping: {
			async agentParameters(this: ILoadOptionsFunctions) {
				return await parametersOf(this, skyvernNode, skyvernAgentParameters, 'agent');
			},
		},
		credentialTest: {
			async testSkyvernWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, skyvernNode.provider, credential);
			},
		},
	};

	// The URL belongs to one execution and goes along with its run, so there is nothing to register.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return true;
			},
			async create(this: IHookFunctions) {
				return true;
			},
			async delete(this: IHookFunctions) {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receiveRun(this, skyvernNode);
	}

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, skyvernNode);
	}
}
