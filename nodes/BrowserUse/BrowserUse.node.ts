import type { ICredentialsDecrypted, ICredentialTestFunctions, IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCredential } from '../host/credential/credentialTest';
import { downloadFiles, emit, maximumFileSize, maximumTotalSize, timeLimit } from '../host/options';
import { askNotice, includeDetails, operations, OUTPUTS, runId, runTimeLimit, stopWhenTimeIsUp, waiting, withResults } from '../host/runs/properties';
import { runOperations } from '../host/runs/runOperations';
import { whatToRun } from './browserUseProperties';
import { browserUseNode } from './browserUseRuns';

export class BrowserUse implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Browser Use Runs',
		name: 'browserUse',
		icon: { light: 'file:../BrowserUseTrigger/browserUse.svg', dark: 'file:../BrowserUseTrigger/browserUse.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ {"runAndWait": "run and wait", "start": "start", "get": "get", "stop": "stop"}[$parameter["operation"]] + ": " + $parameter["kind"] }}',
		description: 'Starts Browser Use tasks and runs and waits for their end, gets and stops them',
		defaults: { name: 'Browser Use Runs' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [{ name: 'browserUseWebhookApi', required: true, testedBy: 'testBrowserUseWebhook' }],
		properties: [
			operations('Browser Use', 'a run', true),
			...whatToRun,
			runId('e.g. 5b73fb3f-a3cb-4912-be40-17ce9e9e1a45'),
			runTimeLimit,
			stopWhenTimeIsUp(waiting),
			askNotice(waiting, 'API v4 has no webhooks: to hear of its runs, the trigger needs its option Recover Missed Runs, Receive API v4.'),
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: withResults,
				options: [
					downloadFiles([
						{ name: 'Output Files', value: 'output', description: 'Files that the agent of a task handed over' },
						{ name: 'Recordings', value: 'recording', description: 'The videos of a session' },
						{ name: 'Screenshots', value: 'screenshot', description: 'Those of a task, newest first, or the last one of a session' },
					]),
					emit,
					includeDetails('the success flag, the verdict of the judge, the cost and the files'),
					maximumFileSize,
					maximumTotalSize,
					timeLimit,
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testBrowserUseWebhook(this: ICredentialTestFunctions, credential: ICredentialsDecrypted) {
				return await testCredential(this, browserUseNode.provider, credential);
			},
		},
	};

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, browserUseNode);
	}
}
