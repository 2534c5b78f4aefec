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
	metadataMatch,
	recoverEveryMinutes,
	recoverMissedRuns as recoverMissedRunsOption,
	recoveryNeedsClaims,
	timeLimit,
	withIncludeResult,
} from '../host/options';
import { recoverMissedRuns } from '../host/recovery/recoverMissedRuns';
import { receiveDelivery } from '../host/webhook/receiveDelivery';
import { firecrawl } from './firecrawl';

export class FirecrawlTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Firecrawl Trigger',
		name: 'firecrawlTrigger',
		icon: { light: 'file:firecrawl.svg', dark: 'file:firecrawl.dark.svg' },
		group: ['trigger'],
		version: 2,
		subtitle: '={{ [$parameter["events"].length > 2 ? $parameter["events"].length + " events" : $parameter["events"].join(", ") || "every event", $parameter["statuses"].join(", ") || "every status", ...(["jobIds", "metadataMatch"].some((option) => $parameter["options"][option]) ? ["only some runs"] : [])].join(" · ") }}',
		description: 'Starts the workflow when a Firecrawl crawl, batch scrape, extract, agent or monitor check reports',
		defaults: { name: 'Firecrawl Trigger' },
		eventTriggerDescription: 'Start a job at Firecrawl, whose webhook is set to the test URL',
		activationMessage:
			'Deliveries to the production URL now start this workflow. Enter that URL as webhook.url of a job or monitor at Firecrawl.',
		triggerPanel: {
			header: 'Receive jobs from Firecrawl',
			executionsHelp: {
				inactive:
					'<b>While building</b>, click the button above, and start a job at Firecrawl with the test URL as its <code>webhook.url</code>. The delivery appears here.<br /><br /><b>When it works</b>, publish the workflow and enter the production URL as <code>webhook.url</code> instead. Jobs then start the workflow by themselves; find them in the <a data-key="executions">executions list</a>.',
				active:
					'<b>The workflow is published:</b> deliveries to the production URL start it, and show up in the <a data-key="executions">executions list</a>, not here.<br /><br /><b>To try a change</b>, click the button above, and start a job at Firecrawl with the test URL as its <code>webhook.url</code>.',
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
					'={{ $parameter["events"].length > 0 && $parameter["statuses"].length > 0 && !$parameter["events"].includes("other") && !$parameter["statuses"].some((status) => $parameter["events"].some((event) => event === "monitor.page" ? ["changed", "error", "new", "removed", "same"].includes(status) : event === "monitor.check.completed" ? ["completed", "failed", "partial", "skipped_no_credits", "skipped_overlap"].includes(status) : event.endsWith("." + status))) }}',
				message:
					'Nothing will start this workflow: none of these Events ever has one of these Statuses. Add the event, for example Crawl Started or Monitor Page, or leave Statuses empty.',
			},
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["includeResult"] !== true && ["batch_scrape.completed", "crawl.completed"].some((event) => $parameter["events"].includes(event)) }}',
				message:
					'Firecrawl reports a crawl or batch scrape as completed even if it was cancelled or could not begin. So the outcome is "unknown" there. Add Include Result to learn it.',
			},
			{
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["recoverMissedRuns"] === true }}',
				message:
					'Recover Missed Runs asks with the API Key of the credential; without one, this workflow cannot be published. Firecrawl lists the jobs of one day, monitors and single pages not among them.',
			},
			{
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition:
					'={{ $parameter["options"]["recoverMissedRuns"] === true && ($parameter["options"]["metadataMatch"]?.["pairs"] ?? []).length > 0 }}',
				message:
					'Recover Missed Runs recovers nothing beside Metadata Match: the API of Firecrawl does not tell the metadata of a job. Remove one of the two options.',
			},
			recoveryNeedsClaims,
		],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'firecrawlWebhookApi', required: true, testedBy: 'testFirecrawlWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [
			{
				displayName:
					'Set up once: <ul></ul>1. In the Firecrawl dashboard, under Settings on the Advanced tab, copy the webhook secret into the credential above. <ul></ul>2. To try it, click Execute Step (or Test This Trigger) and copy the test URL from Webhook URLs above. To run it for good, publish the workflow and copy the production URL there. <ul></ul>3. Give that URL to Firecrawl with each job that you start: as "webhook": {"url": …} in the request for a crawl, batch scrape, extract, agent or monitor. <ul></ul>Firecrawl has no page for webhooks: it reports to the URL that came with the job. <ul></ul>It does not sign where no webhook secret is set, as on many servers of one\'s own. Then enter a Header Value in the credential, and give it to each job: "webhook": {"url": …, "headers": {"Authorization": "Bearer …"}}. That is the weaker proof: it shows that the sender knows the secret, not that the body is unchanged. <ul></ul>No delivery yet? The first of <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/firecrawl.md#examples" target="_blank">these examples</a> holds sample output to build on: copy it and paste it onto the canvas. <a href="https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/blob/main/docs/firecrawl.md" target="_blank">The guide</a> has every step, trap and option.',
				name: 'setUp',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: [
					{ name: 'Agent Action', value: 'agent.action', description: 'An agent has used a tool; several for each job' },
					{ name: 'Agent Cancelled', value: 'agent.cancelled' },
					{ name: 'Agent Completed', value: 'agent.completed' },
					{ name: 'Agent Failed', value: 'agent.failed' },
					{ name: 'Agent Started', value: 'agent.started' },
					{
						name: 'Batch Scrape Completed',
						value: 'batch_scrape.completed',
						description: 'A batch has ended. One that was cancelled or could not begin says the same: only Include Result tells them apart, and without it the outcome is "unknown".',
					},
					{ name: 'Batch Scrape Failed', value: 'batch_scrape.failed' },
					{ name: 'Batch Scrape Page', value: 'batch_scrape.page', description: 'One URL of a batch was scraped; one execution for each' },
					{ name: 'Batch Scrape Started', value: 'batch_scrape.started' },
					{
						name: 'Crawl Completed',
						value: 'crawl.completed',
						description: 'A crawl has ended. One that was cancelled or could not begin says the same: only Include Result tells them apart, and without it the outcome is "unknown".',
					},
					{ name: 'Crawl Failed', value: 'crawl.failed' },
					{ name: 'Crawl Page', value: 'crawl.page', description: 'One page of a crawl was scraped; one execution for each' },
					{ name: 'Crawl Started', value: 'crawl.started' },
					{ name: 'Extract Completed', value: 'extract.completed' },
					{ name: 'Extract Failed', value: 'extract.failed' },
					{ name: 'Extract Started', value: 'extract.started' },
					{ name: 'Monitor Check Completed', value: 'monitor.check.completed', description: 'A monitor has looked at all its pages, with a count of changes' },
					{ name: 'Monitor Page', value: 'monitor.page', description: 'A monitor has looked at one page; one execution for each' },
					{ name: 'Other', value: 'other', description: 'Any event that Firecrawl adds later' },
				],
				default: [
					'agent.cancelled',
					'agent.completed',
					'agent.failed',
					'batch_scrape.completed',
					'batch_scrape.failed',
					'crawl.completed',
					'crawl.failed',
					'extract.completed',
					'extract.failed',
					'monitor.check.completed',
				],
				description:
					'The events that start the workflow; by default, those that end a job. Without a choice, every event does, also every single page.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Cancelled', value: 'cancelled', description: 'An agent. A crawl or batch that was cancelled is delivered as Completed.' },
					{ name: 'Changed', value: 'changed', description: 'A monitored page' },
					{ name: 'Completed', value: 'completed' },
					{ name: 'Error', value: 'error', description: 'A monitored page' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'New', value: 'new', description: 'A monitored page' },
					{ name: 'Partial', value: 'partial', description: 'A monitor check that could not look at every page' },
					{ name: 'Removed', value: 'removed', description: 'A monitored page' },
					{ name: 'Same', value: 'same', description: 'A monitored page' },
					{ name: 'Skipped: No Credits', value: 'skipped_no_credits', description: 'A monitor check that did not begin' },
					{ name: 'Skipped: Overlap', value: 'skipped_overlap', description: 'A monitor check that did not begin, because the one before was not over' },
					{ name: 'Started', value: 'started' },
				],
				default: [],
				description:
					'The statuses that start the workflow. Without a choice, every status does, also one that Firecrawl adds later. Pages of a crawl or batch and actions of an agent have none, so that a choice here keeps them out.',
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
					includeResult('how the job really ended, the pages of a crawl or batch scrape, or what was extracted, and the credits used'),
					{
						displayName: 'Job IDs',
						name: 'jobIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. 019df960-5f2a-75fb-a98b-bd2d32ca67d4',
						description: 'The jobs whose deliveries start the workflow, separated by commas',
					},
					maximumAge(604_800, 'the time at which the job was created, which its ID tells,'),
					metadataMatch('job', 'project', 'prices'),
					recoverEveryMinutes,
					recoverMissedRunsOption(
						'crawls, batch scrapes, extracts and agents',
						'Firecrawl lists the jobs of one day, not longer. Recovered is the end of a job that began after this was switched on; not its pages and actions, and no monitor. A recovered job has no metadata.',
					),
					{ ...timeLimit, displayOptions: withIncludeResult },
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testFirecrawlWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, firecrawl, credential);
			},
		},
	};

	// Firecrawl takes the URL with each job, so there is nothing to register.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions) {
				return false;
			},
			async create(this: IHookFunctions) {
				return await checkCredential(this, firecrawl);
			},
			async delete(this: IHookFunctions) {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receiveDelivery(this, firecrawl);
	}

	async trigger(this: ITriggerFunctions) {
		return await recoverMissedRuns(this, firecrawl);
	}

	async execute(this: IExecuteFunctions) {
		return await firstStep(this, firecrawl);
	}
}
