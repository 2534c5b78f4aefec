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
	emit,
	ignoreDuplicates,
	includeHeaders,
	includeResult,
	maximumAge,
	recoverEveryMinutes,
	recoverMissedRuns as recoverMissedRunsOption,
	recoveryNeedsClaims,
	timeLimit,
	withIncludeResult,
} from '../host/options';
import { recoverMissedRuns } from '../host/recovery/recoverMissedRuns';
import { receiveDelivery } from '../host/webhook/receiveDelivery';
import { smartBrowse } from './smartBrowse';

export class SmartBrowseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SmartBrowse Trigger',
		name: 'smartBrowseTrigger',
		icon: { light: 'file:smartBrowse.svg', dark: 'file:smartBrowse.dark.svg' },
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [$parameter["events"].length > 2 ? $parameter["events"].length + " events" : $parameter["events"].join(", ") || "every event", $parameter["statuses"].join(", ") || "every status", ...(["recipeIds", "runIds"].some((option) => $parameter["options"][option]) ? ["only some runs"] : [])].join(" · ") }}',
		description: 'Starts the workflow when a run of a SmartBrowse recipe (webscrape.ai) ends',
		defaults: { name: 'SmartBrowse Trigger' },
		eventTriggerDescription: 'Run a recipe at SmartBrowse, whose webhook is set to the test URL',
		activationMessage:
			'Deliveries to the production URL now start this workflow. Enter that URL as the webhook of a recipe in the SmartBrowse studio.',
		triggerPanel: {
			header: 'Receive runs from SmartBrowse',
			executionsHelp: {
				inactive:
					'<b>While building</b>, click the button above, and run a recipe in the SmartBrowse studio whose webhook is the test URL. The delivery appears here.<br /><br /><b>When it works</b>, publish the workflow and enter the production URL as the webhook of the recipe instead. Runs then start the workflow by themselves; find them in the <a data-key="executions">executions list</a>.',
				active:
					'<b>The workflow is published:</b> deliveries to the production URL start it, and show up in the <a data-key="executions">executions list</a>, not here.<br /><br /><b>To try a change</b>, click the button above, and run a recipe in the SmartBrowse studio whose webhook is the test URL.',
			},
			activationHint: {
				inactive: 'The test URL works only while you listen. Publish the workflow for the production URL to work.',
				active: 'The production URL works all the time; the test URL only while you listen.',
			},
		},
		hints: [
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["emit"] === "record" && $parameter["options"]["includeResult"] !== true }}',
				message:
					'One Item per Record has nothing to divide: SmartBrowse delivers no records. Add Include Result.',
			},
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["recoverMissedRuns"] === true }}',
				message:
					'Recover Missed Runs asks with the API Key of the credential; without one, this workflow cannot be published. SmartBrowse names only its latest run: of several that end while n8n is down, the last one is recovered.',
			},
			recoveryNeedsClaims,
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["events"].length > 0 && $parameter["statuses"].length > 0 && !$parameter["events"].includes("other") && !$parameter["statuses"].some((status) => $parameter["events"].includes(status)) }}',
				message:
					'Nothing will start this workflow: SmartBrowse reports an event together with the status of the same name. Choose the same under Events and Statuses, or leave Statuses empty.',
			},
		],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smartBrowseWebhookApi', required: true, testedBy: 'testSmartBrowseWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [
			{
				displayName:
					'Set up once: <ul></ul>1. In the credential above, enter a long random header value: the word Bearer, a space, and 32 or more letters and digits from a password generator (enter a single x, save and open More details, and the credential offers one to copy). <ul></ul>2. To try it, click Execute Step (or Test This Trigger) and copy the test URL from Webhook URLs above. To run it for good, publish the workflow and copy the production URL there. <ul></ul>3. In the SmartBrowse studio (webscrape.ai), open the recipe and enter that URL as its webhook, with a custom header of the same name and value. <ul></ul>SmartBrowse does not sign its deliveries: the header proves that the sender knows the secret, not that the body is unchanged. It tries each delivery once, for 10 seconds. What n8n misses then is lost, but for what the option Recover Missed Runs still finds: SmartBrowse has no list of runs, it only names its latest one. <ul></ul>No delivery yet? The first of <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/smartbrowse.md#examples" target="_blank">these examples</a> holds sample output to build on: copy it and paste it onto the canvas. <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/smartbrowse.md" target="_blank">The guide</a> has every step, trap and option.',
				name: 'setUp',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: [
					{ name: 'Cancelled', value: 'cancelled' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Other', value: 'other', description: 'Any event that SmartBrowse adds later' },
				],
				default: ['cancelled', 'completed', 'failed', 'other'],
				description: 'The events that start the workflow. Without a choice, every event does.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Cancelled', value: 'cancelled' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'Failed', value: 'failed' },
				],
				default: [],
				description:
					'The statuses that start the workflow. Without a choice, every status does, also one that SmartBrowse adds later; SmartBrowse only reports runs that ended.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					diagnoseRefusals,
					emit,
					ignoreDuplicates,
					includeHeaders,
					includeResult('how the run ended, the records that it extracted, its mode, drift and warnings'),
					maximumAge(86400, 'the time in the body'),
					{
						displayName: 'Recipe IDs',
						name: 'recipeIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. m3Yc2tFvN8q',
						description: 'The recipes whose runs start the workflow, separated by commas',
					},
					recoverEveryMinutes,
					recoverMissedRunsOption(
						'runs',
						'SmartBrowse has no list of runs and names only its latest one: found are that one, those that were under way at an earlier look, and those in Run IDs. Of several that begin and end between two looks, only the last is recovered, so look often: asking is free.',
					),
					{
						displayName: 'Run IDs',
						name: 'runIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. k7Xb9dRmQ2p',
						description: 'The runs whose deliveries start the workflow, separated by commas',
					},
					{ ...timeLimit, displayOptions: withIncludeResult },
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testSmartBrowseWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, smartBrowse, credential);
			},
		},
	};

	// SmartBrowse has no API for webhooks: the user enters the URL in its studio.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return false;
			},
			async create(this: IHookFunctions) {
				return await checkCredential(this, smartBrowse);
			},
			async delete(this: IHookFunctions) {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receiveDelivery(this, smartBrowse);
	}

	async trigger(this: ITriggerFunctions) {
		return await recoverMissedRuns(this, smartBrowse);
	}

	async execute(this: IExecuteFunctions) {
		return await firstStep(this, smartBrowse);
	}
}
