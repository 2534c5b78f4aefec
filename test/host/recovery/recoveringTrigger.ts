import type { INodeType } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { browserUse } from '../../../nodes/BrowserUseTrigger/browserUse';
import { BrowserUseTrigger } from '../../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import type { Recovery } from '../../../nodes/delivery/recovery';
import { firecrawl } from '../../../nodes/FirecrawlTrigger/firecrawl';
import { FirecrawlTrigger } from '../../../nodes/FirecrawlTrigger/FirecrawlTrigger.node';
import { keptAs } from '../../../nodes/host/recovery/keepLooks';
import { recoverMissedRuns } from '../../../nodes/host/recovery/recoverMissedRuns';
import { Round } from '../../../nodes/host/recovery/round';
import { skyvern } from '../../../nodes/SkyvernTrigger/skyvern';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { smartBrowse } from '../../../nodes/SmartBrowseTrigger/smartBrowse';
import { SmartBrowseTrigger } from '../../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import { startRunLists } from '../../standIns/runLists';
import { processAt, triggerContext } from '../triggerContext';

// Some look through thousands of runs over HTTP, on machines that are busy.
jest.setTimeout(60_000);

export const MINUTE = 60_000;
export const NOW = Date.UTC(2026, 5, 1);
const KEY = 'key';
export const ON = { recoverMissedRuns: true };
/** What is remembered of each list. */
export const LOOKING = { since: NOW - 60 * MINUTE, lookedAt: NOW - 60 * MINUTE };

const nodes = {
	browserUse: { provider: browserUse, nodeType: new BrowserUseTrigger() as INodeType, header: 'X-Browser-Use-API-Key', scheme: '' },
	firecrawl: { provider: firecrawl, nodeType: new FirecrawlTrigger() as INodeType, header: 'Authorization', scheme: 'Bearer ' },
	skyvern: { provider: skyvern, nodeType: new SkyvernTrigger() as INodeType, header: 'x-api-key', scheme: '' },
	smartBrowse: { provider: smartBrowse, nodeType: new SmartBrowseTrigger() as INodeType, header: 'X-API-Key', scheme: '' },
};

/** What the trigger asks, a new one for each test. */
export let api: Awaited<ReturnType<typeof startRunLists>>;

// The first request waits for n8n's HTTP client to be loaded.
beforeAll(async () => {
	api = await startRunLists({ apiKey: KEY });
	await activate();
	await api.stop();
});

beforeEach(async () => {
	api = await startRunLists({ apiKey: KEY, now: () => NOW });
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
	readonly credential?: Error;
	readonly process?: ReturnType<typeof processAt>;
}

/** Activates a trigger that has been looking since an hour ago, unless it is told otherwise. */
export async function activate({ provider = 'skyvern', options = ON, process = processAt(NOW), apiKey = KEY, ...call }: Call = {}) {
	const { nodeType, header, scheme, provider: record } = nodes[provider];
	const host = triggerContext({
		nodeType,
		options,
		credential: { apiKey, signingSecret: 'secret', baseUrl: `${api.baseUrl}/` },
		apiHeaders: { [header]: `${scheme}${apiKey}` },
		staticData: { [`node:${nodeType.description.displayName}`]: Object.fromEntries((record.recovery as readonly Recovery[]).map((list) => [keptAs(list), LOOKING])) },
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

const rounds = jest.spyOn(Round.prototype, 'run');
const never = new Promise<void>(() => undefined);
let held = never;

/** A process that waits for `open` before it asks once more. */
export function heldProcess() {
	let [open, hold]: Array<() => void> = [];
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	held = new Promise((resolve) => {
		hold = resolve;
	});
	const process = processAt(NOW);
	process.wait = async () => {
		hold();
		await opened;
		return undefined;
	};
	return {
		process,
		open: () => {
			held = never;
			open();
		},
	};
}

/** Until all looks are over, or one of them is held. */
export async function settle() {
	await Promise.race([Promise.all(rounds.mock.results.map(async ({ value }) => await value)), held]);
	// What was rejected meanwhile is seen to.
	await sleep(0);
}

export const ended = (id: string, minutesAgo = 5) => ({ id, createdAt: NOW - (minutesAgo + 1) * MINUTE, finishedAt: NOW - minutesAgo * MINUTE });

/** The first page of Skyvern's list, with runs that ended five minutes ago. */
export function listOf(...ids: string[]) {
	const runs = ids.map((id) => ({ run_id: id, task_run_type: 'task_v2', status: 'completed', created_at: '2026-05-31T23:54:00', finished_at: '2026-05-31T23:55:00' }));
	return { status: 200, body: JSON.stringify(runs) };
}
