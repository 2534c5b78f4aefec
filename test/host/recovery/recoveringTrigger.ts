import type { INodeType } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { browserUse } from '../../../nodes/BrowserUseTrigger/browserUse';
import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { recoverMissedRuns } from '../../../nodes/host/recovery/recoverMissedRuns';
import { skyvern } from '../../../nodes/SkyvernTrigger/skyvern';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { smartBrowse } from '../../../nodes/SmartBrowseTrigger/smartBrowse';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import { startRunLists } from '../../standIns/runLists';
import { processAt, triggerContext } from '../triggerContext';

export const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 5, 1);
const KEY = 'key';
export const ON = { recoverMissedRuns: true };

const nodes = {
	browserUse: { provider: browserUse, nodeType: new BrowserUseTrigger() as INodeType, header: 'X-Browser-Use-API-Key' },
	skyvern: { provider: skyvern, nodeType: new SkyvernTrigger() as INodeType, header: 'x-api-key' },
	smartBrowse: { provider: smartBrowse, nodeType: new SmartBrowseTrigger() as INodeType, header: 'X-API-Key' },
};

/** What the trigger asks, a new one for each test. */
export let api: Awaited<ReturnType<typeof startRunLists>>;

// The first request waits for n8n's HTTP client to be loaded, longer than a look that is over is waited for.
beforeAll(async () => {
	api = await startRunLists({ apiKey: KEY });
	await activate();
	while (api.requests.length === 0) await sleep(10);
	await settle();
	await api.stop();
}, 60_000);

beforeEach(async () => {
	api = await startRunLists({ apiKey: KEY });
});

afterEach(async () => {
	await api.stop();
});

interface Call {
	readonly provider?: keyof typeof nodes;
	readonly options?: Record<string, unknown>;
	readonly parameters?: Record<string, unknown>;
	readonly mode?: 'trigger' | 'manual';
	readonly staticData?: object;
	readonly apiKey?: string;
	readonly process?: ReturnType<typeof processAt>;
}

/** Activates a trigger that has been looking since an hour ago, unless it is told otherwise. */
export async function activate({ provider = 'skyvern', options = ON, process = processAt(NOW), apiKey = KEY, ...call }: Call = {}) {
	const { nodeType, header, provider: record } = nodes[provider];
	const host = triggerContext({
		nodeType,
		options,
		credential: { apiKey, signingSecret: 'secret', baseUrl: `${api.baseUrl}/` },
		apiHeaders: { [header]: apiKey },
		staticData: { [`node:${nodeType.description.displayName}`]: { recovery: { since: NOW - 60 * MINUTE, lookedAt: NOW - 60 * MINUTE } } },
		...call,
	});
	const response = await recoverMissedRuns(host.context, record, process);
	await settle();
	const tick = async (minutes: number) => {
		process.clock.now += minutes * MINUTE;
		for (const run of host.ticks) run();
		await settle();
	};
	return { ...host, process, response, tick, runs: () => host.emitted.map(({ item }) => item.runId) };
}

/** A look is over when the stand-in has not been asked for a while. */
export async function settle() {
	let requests = -1;
	while (requests !== api.requests.length) {
		requests = api.requests.length;
		await sleep(150);
	}
}

export const ended = (id: string, minutesAgo = 5) => ({ id, createdAt: NOW - (minutesAgo + 1) * MINUTE, finishedAt: NOW - minutesAgo * MINUTE });

/** The first page of Skyvern's list, with runs that ended five minutes ago. */
export function listOf(...ids: string[]) {
	const runs = ids.map((id) => ({ run_id: id, task_run_type: 'task_v2', status: 'completed', created_at: '2026-05-31T23:54:00', finished_at: '2026-05-31T23:55:00' }));
	return { status: 200, body: JSON.stringify(runs) };
}
