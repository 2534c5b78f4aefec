import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCredential } from '../host/credential/credentialTest';
import { diagnoseRefusals, downloadFiles, emit, includeHeaders, maximumFileSize, maximumTotalSize, timeLimit, withDownloadFiles } from '../host/options';
import { additionalFields, askNotice, operations, OUTPUTS, runId, runTimeLimit, sleepNotice, starting, stopWhenTimeIsUp, waitBy, whenAsking } from '../host/runs/properties';
import { receiveRun } from '../host/runs/receiveRun';
import { runOperations } from '../host/runs/runOperations';
import { skyvernNode } from './skyvernRuns';

export class Skyvern implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Skyvern',
		name: 'skyvern',
		icon: { light: 'file:../SkyvernTrigger/skyvern.svg', dark: 'file:../SkyvernTrigger/skyvern.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ {"runAndWait": "run and wait", "start": "start", "get": "get", "stop": "stop"}[$parameter["operation"]] }}',
		description: 'Starts Skyvern tasks and agents, sleeps until their proven delivery, gets and stops runs',
		defaults: { name: 'Skyvern' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'skyvernWebhookApi', required: true, testedBy: 'testSkyvernWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '', restartWebhook: true }],
		properties: [
			operations('Skyvern', 'a run', true),
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
				displayOptions: { show: { ...starting.show, kind: ['task'] } },
				description: 'What Skyvern is to do, in words',
			},
			{
				displayName: 'URL',
				name: 'url',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com',
				displayOptions: { show: { ...starting.show, kind: ['task'] } },
				description: 'Where the task begins. Without one, Skyvern finds a page by itself.',
			},
			runId('e.g. tsk_v2_490440779503357994'),
			waitBy('Skyvern'),
			runTimeLimit,
			stopWhenTimeIsUp(whenAsking),
			sleepNotice('Skyvern'),
			askNotice(whenAsking),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					additionalFields,
					diagnoseRefusals,
					downloadFiles([
						{ name: 'Downloaded Files', value: 'download', description: 'Files that the run downloaded' },
						{ name: 'Recording', value: 'recording', description: 'The video of the run' },
						{ name: 'Screenshots', value: 'screenshot', description: 'The screenshots of the run, newest first' },
					]),
					emit,
					includeHeaders,
					maximumFileSize,
					maximumTotalSize,
					{ ...timeLimit, displayOptions: withDownloadFiles },
				],
			},
		],
	};

	methods = {
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
