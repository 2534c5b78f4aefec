import type { INodeType } from 'n8n-workflow';

import { skyvernNode } from '../../../nodes/Skyvern/skyvernRuns';
import { Skyvern } from '../../../nodes/Skyvern/Skyvern.node';
import type { Sleep } from '../../../nodes/host/runs/sleep';
import * as signers from '../../../scripts/deliveries';

/** The main nodes that sleep until a delivery. */
export const sleepers = {
	skyvern: { nodeType: new Skyvern(), runs: skyvernNode },
};

export type SleeperId = keyof typeof sleepers;
export const sleeperIds = Object.keys(sleepers) as SleeperId[];

/** The run that the sample deliveries of a provider report. */
export function sampleRunId(id: SleeperId): string {
	const { body } = signers[id].sign({ ...signers[id].usual(), secret: 'any', now: Date.UTC(2026, 0, 1) });
	const { run_id: runId } = JSON.parse(body.toString()) as { run_id: string };
	return runId;
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
