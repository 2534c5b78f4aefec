import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHookFunctions,
	INodeProperties,
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
	metadataMatch,
	recoverEveryMinutes,
	recoverMissedRuns as recoverMissedRunsOption,
	recoveryNeedsClaims,
	timeLimit,
} from '../host/options';
import { recoverMissedRuns } from '../host/recovery/recoverMissedRuns';
import { receiveDelivery } from '../host/webhook/receiveDelivery';
import { browserUse } from './browserUse';

const metadataMatchOfTasks: INodeProperties = {
	...metadataMatch('task', 'campaign', 'q4-automation'),
	description:
		"The pairs that a task's metadata must contain, all of them, to the letter. Only tasks of API v2 have metadata: with a pair here, no session of API v3 and no run of API v4 starts the workflow.",
};

export class BrowserUseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Browser Use Trigger',
		name: 'browserUseTrigger',
		icon: { light: 'file:browserUse.svg', dark: 'file:browserUse.dark.svg' },
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [$parameter["events"].length > 2 ? $parameter["events"].length + " events" : $parameter["events"].join(", ") || "every event", $parameter["statuses"].join(", ") || "every status", ...(["metadataMatch", "sessionIds", "taskIds"].some((option) => $parameter["options"][option]) ? ["only some runs"] : [])].join(" · ") }}',
		description: 'Starts the workflow when a Browser Use Cloud task, session or run reports its status',
		defaults: { name: 'Browser Use Trigger' },
		eventTriggerDescription:
			'Run a task at Browser Use Cloud, whose webhook is set to the test URL. Reports of a run under way that Statuses keeps out are passed over; listening goes on until it ends.',
		activationMessage:
			'Deliveries to the production URL now start this workflow. Enter that URL as the webhook in the Browser Use dashboard.',
		triggerPanel: {
			header: 'Receive runs from Browser Use',
			executionsHelp: {
				inactive:
					'<b>While building</b>, click the button above, and run a task at Browser Use Cloud whose webhook is the test URL. The delivery appears here.<br /><br /><b>When it works</b>, publish the workflow and enter the production URL under Settings > Webhooks instead. Runs then start the workflow by themselves; find them in the <a data-key="executions">executions list</a>.',
				active:
					'<b>The workflow is published:</b> deliveries to the production URL start it, and show up in the <a data-key="executions">executions list</a>, not here.<br /><br /><b>To try a change</b>, click the button above, and run a task at Browser Use Cloud whose webhook is the test URL.',
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
					'One Item per Record has nothing to divide: Browser Use delivers no records. Add Include Result.',
			},
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["recoverMissedRuns"] === true }}',
				message:
					'Recover Missed Runs asks with the API Key of the credential; without one, this workflow cannot be published. It starts the workflow for every run of API v4 that ends, and for the tasks and sessions of API v2 and v3 that no delivery reported.',
			},
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["events"].length === 1 && $parameter["events"][0] === "agent.run.status_update" && $parameter["options"]["recoverMissedRuns"] !== true }}',
				message:
					'Nothing will start this workflow: API v4 has no webhooks. Under Options, switch on Recover Missed Runs, Receive API v4.',
			},
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["events"].length === 1 && $parameter["events"][0] === "agent.run.status_update" && $parameter["statuses"].length > 0 && !$parameter["statuses"].some((status) => ["cancelled", "completed", "failed"].includes(status)) }}',
				message:
					'Nothing will start this workflow: a run of API v4 never ends with any of these Statuses. Choose Completed, Failed or Cancelled, or add Task Status to Events.',
			},
			recoveryNeedsClaims,
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["events"].length === 1 && $parameter["events"][0] === "session.status.update" && $parameter["statuses"].length > 0 && !$parameter["statuses"].some((status) => ["created", "error", "idle", "initializing", "running", "started", "stopped", "timed_out"].includes(status)) }}',
				message:
					'Nothing will start this workflow: a session never reports any of these Statuses. Choose Idle, Stopped, Error or Timed Out, or add Task Status to Events.',
			},
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["events"].length === 1 && $parameter["events"][0] === "agent.task.status_update" && $parameter["statuses"].length > 0 && !$parameter["statuses"].some((status) => ["failed", "finished", "initializing", "paused", "running", "started", "stopped"].includes(status)) }}',
				message:
					'Nothing will start this workflow: a task never reports any of these Statuses. Choose Finished or Stopped, or add Session Status to Events.',
			},
		],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'browserUseWebhookApi', required: true, testedBy: 'testBrowserUseWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [
			{
				displayName:
					'Set up once: <ul></ul>1. Create the credential above; its secret may stay empty for now (without an API key, n8n then says that it could not connect, which is right). <ul></ul>2. To try it, click Execute Step (or Test This Trigger) and copy the test URL from Webhook URLs above. To run it for good, publish the workflow and copy the production URL there. <ul></ul>3. In the Browser Use dashboard, under Settings > Webhooks, create a webhook with that URL. Browser Use sends a ping at once, which this node answers without a secret. <ul></ul>4. Copy the secret that it then shows into Signing Secret of the credential. Each webhook there has a secret of its own. <ul></ul>API v4 of Browser Use has no webhooks: to receive its runs, fill in API Key in the credential and switch on the option Recover Missed Runs, Receive API v4. <ul></ul>No delivery yet? The first of <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/browser-use.md#examples" target="_blank">these examples</a> holds sample output to build on: copy it and paste it onto the canvas. <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/browser-use.md" target="_blank">The guide</a> has every step, trap and option.',
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
						name: 'Run Status',
						value: 'agent.run.status_update',
						description: 'A run of API v4 ended. API v4 has no webhooks: switch on Recover Missed Runs, Receive API v4.',
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
				default: ['agent.run.status_update', 'agent.task.status_update', 'session.status.update', 'other'],
				description: 'The events that start the workflow. Without a choice, every event but test pings does.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Cancelled', value: 'cancelled', description: 'A run of API v4' },
					{ name: 'Completed', value: 'completed', description: 'A run of API v4' },
					{ name: 'Error', value: 'error' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Finished', value: 'finished' },
					{
						name: 'Idle',
						value: 'idle',
						description: 'The task ended and its session waits for the next one. With Include Result, Outcome says whether it succeeded.',
					},
					{ name: 'Initializing', value: 'initializing' },
					{ name: 'Paused', value: 'paused' },
					{ name: 'Running', value: 'running' },
					{ name: 'Started', value: 'started' },
					{
						name: 'Stopped',
						value: 'stopped',
						description: 'Somebody stopped it; but a session of API v3 without keepAlive also ends like this after a task that succeeded. With Include Result, Outcome says which it was.',
					},
					{ name: 'Timed Out', value: 'timed_out', description: 'It took too long, or a session waited too long for its next task' },
				],
				default: ['cancelled', 'completed', 'error', 'failed', 'finished', 'idle', 'stopped', 'timed_out'],
				description:
					'The statuses that start the workflow; by default those that end a task. Without a choice, every status does, also one that Browser Use adds later. Should your sessions of API v3 report both Idle and Stopped for one task, choose one of the two.',
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
						{ name: 'Recordings', value: 'recording', description: 'The videos of a session that reports without a task; needs the API key' },
						{ name: 'Screenshots', value: 'screenshot', description: 'Those of a task, newest first, or the last one of a session; needs the API key' },
					]),
					emit,
					ignoreDuplicates,
					includeHeaders,
					includeResult("the task's output, success flag, cost and output files"),
					maximumAge(300, 'the signed timestamp of a delivery'),
					maximumFileSize,
					maximumTotalSize,
					metadataMatchOfTasks,
					recoverEveryMinutes,
					recoverMissedRunsOption(
						'tasks of API v2, sessions of API v3 and runs of API v4',
						'API v4 has no webhooks: switch this on to receive its runs, as often as Recover Every (Minutes) says. A session that is idle is recovered once it ends.',
						'Receive API v4',
					),
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
