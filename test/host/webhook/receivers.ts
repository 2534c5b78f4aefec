import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import type { Process } from '../../../nodes/host/process';
import { receiveRun } from '../../../nodes/host/runs/receiveRun';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import type { ProviderId } from '../../delivery/builders';
import { providers } from '../../delivery/builders';
import { asleepIn, sleeperIds, sleepers, sleepFor } from '../runs/sleepers';

/** What takes deliveries: the triggers, and the nodes that sleep until one. */
export interface Receiver {
	readonly name: string;
	readonly provider: ProviderId;
	readonly nodeType: INodeType;
	/** A trigger reads what its user lets through; a sleeping node lets one run through. */
	readonly isTrigger: boolean;
	readonly execution?: object;
	readonly receive: (context: IWebhookFunctions, process: Process) => Promise<IWebhookResponseData>;
}

const triggers: Record<ProviderId, INodeType> = {
	browserUse: new BrowserUseTrigger(),
	skyvern: new SkyvernTrigger(),
	smartBrowse: new SmartBrowseTrigger(),
	firecrawl: new FirecrawlTrigger(),
};

export const receivers: readonly Receiver[] = [
	...(Object.keys(providers) as ProviderId[]).map((provider): Receiver => ({
		name: `${provider} trigger`,
		provider,
		nodeType: triggers[provider],
		isTrigger: true,
		receive: async (context, process) => await receiveDelivery(context, providers[provider], process),
	})),
	...sleeperIds.map((provider): Receiver => {
		const { nodeType, runs } = sleepers[provider];
		return {
			name: `${provider} node, asleep`,
			provider,
			nodeType,
			isTrigger: false,
			execution: asleepIn(nodeType, JSON.stringify(sleepFor(provider))),
			receive: async (context, process) => await receiveRun(context, runs, process),
		};
	}),
];
