import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { checkCredential } from '../host/activation';
import { testCredential } from '../host/credentialTest';
import { firstStep } from '../host/firstStep';
import {
	diagnoseRefusals,
	downloadFiles,
	emit,
	ignoreDuplicates,
	includeHeaders,
	includeResult,
	maximumAge,
	maximumFileSize,
	maximumTotalSize,
	recoverEveryMinutes,
	recoverMissedRuns as recoverMissedRunsOption,
	timeLimit,
} from '../host/options';
import { receiveDelivery } from '../host/receiveDelivery';
import { recoverMissedRuns } from '../host/recoverMissedRuns';
import { browserUse } from './browserUse';

export class BrowserUseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Browser Use Trigger',
		name: 'browserUseTrigger',
		icon: { light: 'file:browserUse.svg', dark: 'file:browserUse.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["statuses"].length ? $parameter["statuses"].join(", ") : "every status" }}',
		description: 'Starts the workflow when a Browser Use Cloud task or session reports its status',
		defaults: { name: 'Browser Use Trigger' },
		eventTriggerDescription: 'Run a task at Browser Use Cloud, whose webhook is set to the test URL',
		activationMessage:
			'Deliveries to the production URL now start this workflow. Enter that URL as the webhook in the Browser Use dashboard.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'browserUseWebhookApi', required: true, testedBy: 'testBrowserUseWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [
			{
				displayName:
					'1. Activate this workflow; the credential may still be without a secret.<br />2. Copy the production URL above and create a webhook with it in the Browser Use dashboard, under Settings > Webhooks. Browser Use tests the URL at once.<br />3. Copy the secret it then shows into the credential.',
				name: 'setUp',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: [
					{
						name: 'Other',
						value: 'other',
						description: 'Any event that Browser Use adds later',
					},
					{
						name: 'Session Status',
						value: 'session.status.update',
						description: 'A session started, became idle or stopped',
					},
					{
						name: 'Task Status',
						value: 'agent.task.status_update',
						description: 'A task started, was paused, finished or was stopped',
					},
					{
						name: 'Test Ping',
						value: 'test',
						description: 'The delivery that the dashboard sends to try the webhook; only a signed one starts the workflow',
					},
				],
				default: ['agent.task.status_update', 'session.status.update', 'other'],
				description: 'The events that start the workflow. Without a choice, every event but test pings does.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Error', value: 'error' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Finished', value: 'finished' },
					{ name: 'Idle', value: 'idle', description: 'The task ended and its session waits for the next one' },
					{ name: 'Initializing', value: 'initializing' },
					{ name: 'Paused', value: 'paused' },
					{ name: 'Running', value: 'running' },
					{ name: 'Started', value: 'started' },
					{ name: 'Stopped', value: 'stopped' },
					{ name: 'Timed Out', value: 'timed_out' },
				],
				default: ['error', 'failed', 'finished', 'idle', 'stopped', 'timed_out'],
				description:
					'The statuses that start the workflow; by default those that end a task. Without a choice, every status does, also one that Browser Use adds later.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					diagnoseRefusals,
					downloadFiles([
						{ name: 'Output Files', value: 'output', description: 'Files that the agent handed over; needs the API key' },
						{ name: 'Recordings', value: 'recording', description: 'The videos of a session; needs the API key' },
						{ name: 'Screenshot', value: 'screenshot', description: 'The last screenshot of a session; needs the API key' },
					]),
					emit,
					ignoreDuplicates,
					includeHeaders,
					includeResult("the task's output, success flag, cost and output files"),
					maximumAge(300, 'the signed timestamp of a delivery'),
					maximumFileSize,
					maximumTotalSize,
					{
						displayName: 'Metadata Match',
						name: 'metadataMatch',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						placeholder: 'Add Pair',
						default: {},
						description: "The pairs that a task's metadata must contain, all of them, to the letter",
						options: [
							{
								displayName: 'Pair',
								name: 'pairs',
								values: [
									{ displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. campaign' },
									{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. q4-automation' },
								],
							},
						],
					},
					recoverEveryMinutes,
					recoverMissedRunsOption('tasks'),
					{
						displayName: 'Session IDs',
						name: 'sessionIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. cd9cc7bf-e3af-4181-80a2-73f083bc94b4',
						description: 'The sessions whose deliveries start the workflow, separated by commas',
					},
					{
						displayName: 'Task IDs',
						name: 'taskIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. 5b73fb3f-a3cb-4912-be40-17ce9e9e1a45',
						description: 'The tasks whose deliveries start the workflow, separated by commas',
					},
					timeLimit,
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testBrowserUseWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, browserUse, credential);
			},
		},
	};

	// Browser Use has no API for webhooks: the user enters the URL in its dashboard.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return false;
			},
			async create(this: IHookFunctions) {
				return await checkCredential(this, browserUse);
			},
			async delete(this: IHookFunctions) {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receiveDelivery(this, browserUse);
	}

	async trigger(this: ITriggerFunctions) {
		return await recoverMissedRuns(this, browserUse);
	}

	async execute(this: IExecuteFunctions) {
		return await firstStep(this, browserUse);
	}
}
