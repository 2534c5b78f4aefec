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
import { diagnoseRefusals, emit, includeHeaders, timeLimit } from '../host/options';
import { askNotice, operations, OUTPUTS, runId, runTimeLimit, sleepNotice, stopWhenTimeIsUp, waitBy, whenAsking, whenSleeping, withResults } from '../host/runs/properties';
import { receiveRun } from '../host/runs/receiveRun';
import { runOperations } from '../host/runs/runOperations';
import { whatToRun } from './firecrawlProperties';
import { firecrawlNode } from './firecrawlRuns';

export class Firecrawl implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Firecrawl Runs',
		name: 'firecrawl',
		icon: { light: 'file:../FirecrawlTrigger/firecrawl.svg', dark: 'file:../FirecrawlTrigger/firecrawl.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ {"runAndWait": "run and wait", "start": "start", "get": "get", "stop": "stop"}[$parameter["operation"]] + ": " + {"agent": "agent", "batchScrape": "batch scrape", "crawl": "crawl", "extract": "extract"}[$parameter["kind"]] }}',
		description: 'Starts Firecrawl crawls, batch scrapes, extracts and agents, sleeps until their proven delivery, gets and stops jobs',
		defaults: { name: 'Firecrawl Runs' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'firecrawlWebhookApi', required: true, testedBy: 'testFirecrawlWebhook' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '', restartWebhook: true }],
		properties: [
			operations('Firecrawl', 'a job', true),
			...whatToRun,
			runId('e.g. 019df960-5f2a-75fb-a98b-bd2d32ca67d4'),
			waitBy('Firecrawl'),
			runTimeLimit,
			...whenAsking.map((shown) => stopWhenTimeIsUp({ ...shown, show: { ...shown.show, kind: ['agent', 'batchScrape', 'crawl'] } })),
			sleepNotice('Firecrawl'),
			{
				displayName:
					'Firecrawl signs what it reports with the webhook secret of the account: it has to be in the credential. Where none is set, as on many servers of one\'s own, fill in Header Value there instead. The step gives it to the job by itself.',
				name: 'proofNotice',
				type: 'notice',
				default: '',
				displayOptions: whenSleeping,
			},
			...whenAsking.map((shown) => askNotice(shown)),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: withResults,
				options: [diagnoseRefusals, emit, includeHeaders, timeLimit],
			},
		],
	};

	methods = {
		credentialTest: {
			async testFirecrawlWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, firecrawlNode.provider, credential);
			},
		},
	};

	// The URL belongs to one execution and goes along with its job, so there is nothing to register.
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
		return await receiveRun(this, firecrawlNode);
	}

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, firecrawlNode);
	}
}
