import type { INodeType } from 'n8n-workflow';

import type { Outcome } from '../../../nodes/delivery/item';
import type { Runs } from '../../../nodes/delivery/runs';
import { Firecrawl } from '../../../nodes/Firecrawl/Firecrawl.node';
import { firecrawlNode } from '../../../nodes/Firecrawl/firecrawlRuns';
import { skyvernNode } from '../../../nodes/Skyvern/skyvernRuns';
import { Skyvern } from '../../../nodes/Skyvern/Skyvern.node';
import type { Sleep } from '../../../nodes/host/runs/sleep';
import * as signers from '../../../scripts/deliveries';
import type { signed } from '../../delivery/builders';

export interface Sleeper {
	readonly nodeType: INodeType;
	readonly runs: Runs;
	readonly ended: Outcome;
	readonly sleepsOn: ReadonlyArray<[changes: Parameters<typeof signed>[1], reason: string]>;
	readonly newWords: ReadonlyArray<Parameters<typeof signed>[1]>;
}

/**
 * The main nodes that sleep until a delivery. `ended`: the outcome that the sample delivery tells; `sleepsOn`: proven deliveries of this
 * run that do not say that it has ended, and why they are ignored; `newWords`: ones that may, in words that nobody knows yet.
 */
export const sleepers = {
	skyvern: { nodeType: new Skyvern(), runs: skyvernNode, ended: 'succeeded', sleepsOn: [[{ status: 'running' }, 'status_not_selected'], [{ event: 'attempt' }, 'status_not_selected'], [{ event: 'test' }, 'test_ping']], newWords: [{ status: 'pondering' }] },
	firecrawl: { nodeType: new Firecrawl(), runs: firecrawlNode, ended: 'unknown', sleepsOn: [[{ event: 'crawl.page' }, 'event_not_selected'], [{ event: 'crawl.started' }, 'event_not_selected'], [{ event: 'crawl.paused' }, 'event_not_selected']], newWords: [] },
} satisfies Record<string, Sleeper>;

export type SleeperId = keyof typeof sleepers;
export const sleeperIds = Object.keys(sleepers) as SleeperId[];

/** The run that the sample deliveries of a provider report. */
export function sampleRunId(id: SleeperId): string {
	const { body } = signers[id].sign({ ...signers[id].usual(), secret: 'any', now: Date.UTC(2026, 0, 1) });
	const report = JSON.parse(body.toString()) as { run_id?: string; id?: string };
	return (report.run_id ?? report.id)!;
}

export const NOTHING_MORE: Sleep['results'] = { includeResult: false, emit: 'run', kinds: [], maximumFileSize: 1000, maximumTotalSize: 1000, timeLimitMs: 1000 };

/** What is kept for a delivery. */
export function sleepFor(id: SleeperId, changes: Partial<Sleep> = {}): Sleep {
	return { runId: sampleRunId(id), results: NOTHING_MORE, includeHeaders: false, token: 'token', ...changes };
}

/** The data of an execution that sleeps in this node, as n8n hands it to webhook(): 2.41, waiting-webhooks.js. `kept`: what the node has kept. */
export function asleepIn(nodeType: INodeType, kept: unknown) {
	const name = nodeType.description.displayName;
	return {
		resultData: { runData: {} },
		executionData: { contextData: { [`node:${name}`]: { sleep: kept } }, nodeExecutionStack: [{ node: { name, disabled: true }, data: { main: [[], []] }, source: null }] },
	};
}
