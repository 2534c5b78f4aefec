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

import { checkCredential } from '../host/credential/activation';
import { testCredential } from '../host/credential/credentialTest';
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
	recoveryNeedsClaims,
	timeLimit,
} from '../host/options';
import { recoverMissedRuns } from '../host/recovery/recoverMissedRuns';
import { receiveDelivery } from '../host/webhook/receiveDelivery';
import { skyvern } from './skyvern';

export class SkyvernTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Skyvern Trigger',
		name: 'skyvernTrigger',
		icon: { light: 'file:skyvern.svg', dark: 'file:skyvern.dark.svg' },
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [$parameter["events"].length > 2 ? $parameter["events"].length + " events" : $parameter["events"].join(", ") || "every event", $parameter["statuses"].join(", ") || "every status", ...(["runIds", "workflowIds"].some((option) => $parameter["options"][option]) ? ["only some runs"] : [])].join(" · ") }}',
		description: 'Starts the workflow when a Skyvern task or workflow run ends',
		defaults: { name: 'Skyvern Trigger' },
		eventTriggerDescription: 'Run a task or an agent at Skyvern, whose webhook is set to the test URL',
		activationMessage:
			'Deliveries to the production URL now start this workflow. Enter that URL as webhook_url of a run or as the webhook of an agent at Skyvern.',
		triggerPanel: {
			header: 'Receive runs from Skyvern',
			executionsHelp: {
				inactive:
					'<b>While building</b>, click the button above, and start a run at Skyvern with the test URL as its <code>webhook_url</code>. The delivery appears here.<br /><br /><b>When it works</b>, publish the workflow and enter the production URL as <code>webhook_url</code> of a run or in the settings of an agent instead. Runs then start the workflow by themselves; find them in the <a data-key="executions">executions list</a>.',
				active:
					'<b>The workflow is published:</b> deliveries to the production URL start it, and show up in the <a data-key="executions">executions list</a>, not here.<br /><br /><b>To try a change</b>, click the button above, and start a run at Skyvern with the test URL as its <code>webhook_url</code>.',
			},
			activationHint: {
				inactive: 'The test URL works only while you listen. Publish the workflow for the production URL to work.',
				active: 'The production URL works all the time; the test URL only while you listen.',
			},
		},
		hints: [
			recoveryNeedsClaims,
		],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'skyvernWebhookApi', required: true, testedBy: 'testSkyvernWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [
			{
				displayName:
					'Set up once: <ul></ul>1. At Skyvern, under Settings, copy the API key of your organization into the credential above: Skyvern signs with it. <ul></ul>2. To try it, click Execute Step (or Test This Trigger) and copy the test URL from Webhook URLs above. To run it for good, publish the workflow and copy the production URL there. <ul></ul>3. Enter that URL at Skyvern: as webhook_url when starting a run, or as the Webhook Callback URL in the settings of an agent. <ul></ul>No delivery yet? The first of <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/skyvern.md#examples" target="_blank">these examples</a> holds sample output to build on: copy it and paste it onto the canvas. <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/skyvern.md" target="_blank">The guide</a> has every step, trap and option.',
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
						name: 'Attempt',
						value: 'attempt',
						description: 'An attempt of a run failed and Skyvern tries again; only from agents whose retry policy reports every attempt',
					},
					{ name: 'Task Run', value: 'task_run', description: 'A single task ended' },
					{
						name: 'Test Delivery',
						value: 'test',
						description: 'The made-up run that Skyvern sends when somebody tests a webhook, whatever ID it is given',
					},
					{ name: 'Workflow Run', value: 'workflow_run', description: 'A run of an agent (a Skyvern workflow) ended' },
				],
				default: ['task_run', 'workflow_run'],
				description: 'The events that start the workflow. Without a choice, every event but test deliveries does.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Canceled', value: 'canceled' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'Failed', value: 'failed', description: 'Skyvern could not do its work' },
					{ name: 'Terminated', value: 'terminated', description: 'Skyvern found that the goal cannot be reached' },
					{ name: 'Timed Out', value: 'timed_out' },
				],
				default: [],
				description:
					'The statuses that start the workflow. Without a choice, every status does, also one that Skyvern adds later. Skyvern reports a run when it ends; attempts before that are an event of their own.',
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
						{ name: 'Downloaded Files', value: 'download', description: 'Files that the run downloaded' },
						{ name: 'Recording', value: 'recording', description: 'The video of the run' },
						{ name: 'Screenshots', value: 'screenshot', description: 'The screenshots of the run, newest first' },
					]),
					emit,
					ignoreDuplicates,
					includeHeaders,
					includeResult('the run as it stands then: its browser session, which no delivery names, its status and output, and fresh links to its files'),
					maximumAge(86400, 'the time at which the run ended'),
					maximumFileSize,
					maximumTotalSize,
					recoverEveryMinutes,
					recoverMissedRunsOption('runs'),
					{
						displayName: 'Run IDs',
						name: 'runIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. tsk_v2_490440779503357994',
						description: 'The runs whose deliveries start the workflow, separated by commas',
					},
					timeLimit,
					{
						displayName: 'Workflow IDs',
						name: 'workflowIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. wpid_123456789',
						description: 'The agents whose runs start the workflow, by their permanent IDs, separated by commas',
					},
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testSkyvernWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, skyvern, credential);
			},
		},
	};

	// Skyvern takes the URL with each run or from the agent's settings, so there is nothing to register.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return false;
			},
			async create(this: IHookFunctions) {
				return await checkCredential(this, skyvern);
			},
			async delete(this: IHookFunctions) {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receiveDelivery(this, skyvern);
	}

	async trigger(this: ITriggerFunctions) {
		return await recoverMissedRuns(this, skyvern);
	}

	async execute(this: IExecuteFunctions) {
		return await firstStep(this, skyvern);
	}
}
