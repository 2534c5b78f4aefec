import { startRunLists } from '../standIns/runLists';
import type { Trigger } from './harness';
import { addTrigger, bringUp, deliver, pause, signed, TRIGGERS } from './harness';

jest.setTimeout(400_000);

const LISTED = ['browserUse', 'skyvern', 'firecrawl'] as const;
/** SmartBrowse names its latest run alone. */
const RECOVERED = [...LISTED, 'smartBrowse'] as const;
type Recovered = (typeof RECOVERED)[number];
const TICK_MS = 60_000;
const RUN_OF_V4 = 'agent.run.status_update';

let n8n: Awaited<ReturnType<typeof bringUp>>;
const apis = {} as Record<Recovered, Awaited<ReturnType<typeof startRunLists>>>;
const triggers = {} as Record<Recovered, Trigger>;

beforeAll(async () => {
	n8n = await bringUp();
	for (const provider of RECOVERED) {
		apis[provider] = await startRunLists({ apiKey: TRIGGERS.skyvern.secret });
		apis[provider].add({ id: 'tsk_history' });
		triggers[provider] = await addTrigger(n8n.client, provider, {
			credential: { ...TRIGGERS[provider].credential, apiKey: TRIGGERS.skyvern.secret, baseUrl: apis[provider].baseUrl },
			parameters: { options: { recoverMissedRuns: true, recoverEveryMinutes: 1, ...(provider === 'browserUse' && { includeResult: true }) } },
		});
	}
});

afterAll(async () => {
	await n8n?.stop();
	for (const api of Object.values(apis)) await api.stop();
});

/** A run that has just ended. */
function end(provider: Recovered, id: string, more: object = {}) {
	// Of Firecrawl's jobs it is only known when they began.
	apis[provider].add({ id, ...(provider === 'firecrawl' && { createdAt: Date.now() }), ...more });
}

async function deliverRun(provider: Recovered, runId: string) {
	return await deliver(`${n8n.baseUrl}/${triggers[provider].path}`, signed(provider, { runId }));
}

/** The runs that nodes behind the trigger have worked on, with the way they came. */
async function workedOn(provider: Recovered): Promise<string[]> {
	const { workflowId, triggerName } = triggers[provider];
	const runs: string[] = [];
	for (const { id, status } of await n8n.client.executions({ workflowId })) {
		if (status === 'new' || status === 'running') continue;
		if (status !== 'success') {
			runs.push(`execution ${id}: ${status}`);
			continue;
		}
		const items = await n8n.client.outputOf(id, triggerName);
		expect(await n8n.client.outputOf(id, 'Summary')).toHaveLength(items.length);
		// However a run came, its result is asked for alike.
		if (provider === 'browserUse') expect(items.map(({ event, result }) => (event === RUN_OF_V4 ? result?.costUsd : result?.isSuccess))).toEqual(items.map(({ event }) => (event === RUN_OF_V4 ? 0.0125 : true)));
		runs.push(...items.map(({ runId, delivery }) => `${runId} by ${delivery.source}, ${delivery.verified}`));
	}
	return runs.sort();
}

/** API v4 of Browser Use sends no webhooks: all its runs come like this. */
const runsOfV4: string[] = [];

function endRunOfV4(id: string) {
	end('browserUse', id, { list: 'v4' });
	runsOfV4.push(`${id} by recovery, api`);
}

const withV4 = (provider: Recovered, expected: readonly string[]) => [...expected, ...(provider === 'browserUse' ? runsOfV4 : [])];

async function waitFor(provider: Recovered, delivered: readonly string[]) {
	const expected = withV4(provider, delivered);
	const deadline = Date.now() + 4 * TICK_MS;
	let runs = await workedOn(provider);
	while (runs.length < expected.length && Date.now() < deadline) {
		await pause(1000);
		runs = await workedOn(provider);
	}
	expect(runs).toEqual(expected);
}

const byDelivery = (run: string) => `tsk_${run} by webhook, signature`;
const byRecovery = (run: string) => `tsk_${run} by recovery, api`;

test('a restart: what ended meanwhile is recovered, what was delivered before is not', async () => {
	for (const provider of LISTED) {
		end(provider, 'tsk_a');
		expect(await deliverRun(provider, 'tsk_a')).toMatchObject({ status: 200, body: { status: 'accepted' } });
		await waitFor(provider, [byDelivery('a')]);
	}
	const restarted = n8n.restart();
	for (const provider of LISTED) {
		for (const run of ['b', 'c']) end(provider, `tsk_${run}`);
		end(provider, 'tsk_running', { status: 'running', finishedAt: undefined });
	}
	endRunOfV4('v4_run_a');
	apis.smartBrowse.add({ id: 'tsk_b', createdAt: Date.now() - 2 * TICK_MS });
	apis.smartBrowse.add({ id: 'tsk_c' });
	await restarted;
	for (const provider of LISTED) await waitFor(provider, [byDelivery('a'), byRecovery('b'), byRecovery('c')]);
	await waitFor('smartBrowse', [byRecovery('c')]);
});

test('a crash: the same', async () => {
	for (const provider of LISTED) {
		end(provider, 'tsk_d');
		expect(await deliverRun(provider, 'tsk_d')).toMatchObject({ body: { status: 'accepted' } });
	}
	for (const provider of LISTED) await waitFor(provider, [byDelivery('a'), byRecovery('b'), byRecovery('c'), byDelivery('d')]);
	await n8n.kill();
	for (const provider of RECOVERED) end(provider, 'tsk_e');
	endRunOfV4('v4_run_b');
	await n8n.restart();
	await waitFor('smartBrowse', [byRecovery('c'), byRecovery('e')]);
	for (const provider of LISTED) {
		await waitFor(provider, [byDelivery('a'), byRecovery('b'), byRecovery('c'), byDelivery('d'), byRecovery('e')]);
	}
});

test('a delivery that comes late, and more looks, change nothing', async () => {
	const requests = RECOVERED.map((provider) => apis[provider].requests.length);
	for (const provider of LISTED) {
		expect(await deliverRun(provider, 'tsk_e')).toMatchObject({ status: 200, body: { status: 'duplicate' } });
		// Recovered before the crash: only n8n's table knows.
		expect(await deliverRun(provider, 'tsk_b')).toMatchObject({ status: 200 });
	}
	// Only n8n's table knows the first one.
	for (const run of ['tsk_c', 'tsk_e']) expect(await deliverRun('smartBrowse', run)).toMatchObject({ status: 200 });
	// A tick soon after n8n's start is skipped, so a look may be a minute and a half away.
	const deadline = Date.now() + 3 * TICK_MS;
	const haveLooked = () => RECOVERED.every((provider, index) => apis[provider].requests.length > requests[index]);
	while (!haveLooked() && Date.now() < deadline) await pause(1000);
	expect(haveLooked()).toBe(true);
	// What a look would emit by mistake has time to show.
	await pause(5000);
	expect(await workedOn('smartBrowse')).toEqual([byRecovery('c'), byRecovery('e')]);
	for (const provider of LISTED) {
		expect(await workedOn(provider)).toEqual(withV4(provider, [byDelivery('a'), byRecovery('b'), byRecovery('c'), byDelivery('d'), byRecovery('e')]));
	}
	for (const provider of RECOVERED) {
		expect(apis[provider].requests.every((request) => request.startsWith('GET '))).toBe(true);
	}
});

test('an API that fails is a line in the log, and the next look goes on', async () => {
	for (const provider of LISTED) {
		for (let count = 0; count < 3; count += 1) apis[provider].faults.push({ status: 503, headers: { 'retry-after': '1' } });
		end(provider, 'tsk_f', { finishedAt: Date.now() - 30_000 });
	}
	for (const provider of LISTED) {
		await waitFor(provider, [byDelivery('a'), byRecovery('b'), byRecovery('c'), byDelivery('d'), byRecovery('e'), byRecovery('f')]);
	}
	expect(n8n.logText()).toContain('could not be reached (HTTP 503)');
	for (const secret of n8n.secrets) expect(n8n.logText()).not.toContain(secret);
});

test('runs of API v4 are received while n8n runs, too, each once', async () => {
	endRunOfV4('v4_run_c');
	await waitFor('browserUse', [byDelivery('a'), byRecovery('b'), byRecovery('c'), byDelivery('d'), byRecovery('e'), byRecovery('f')]);
	expect(apis.browserUse.requests.every((request) => request.startsWith('GET '))).toBe(true);
});

test('what must outlast a restart is in the database', async () => {
	for (const [provider, kept] of [['browserUse', 'recovery'], ['browserUse', 'recovery, API v4'], ['skyvern', 'recovery'], ['firecrawl', 'recovery, crawl']] as const) {
		const [{ staticData }] = await n8n.database().rows('SELECT staticData FROM workflow_entity WHERE id = ?', [triggers[provider].workflowId]);
		const { since, lookedAt } = JSON.parse(staticData)[`node:${triggers[provider].triggerName}`][kept];
		expect(lookedAt).toBeGreaterThan(since);
	}
});

describe('in the editor', () => {
	test('a test delivery is shown, and nothing else', async () => {
		const trigger = await addTrigger(n8n.client, 'skyvern', {
			credential: { ...TRIGGERS.skyvern.credential, baseUrl: apis.skyvern.baseUrl },
			parameters: { options: { recoverMissedRuns: true } },
			activate: false,
		});
		const run = await n8n.client.runManually(trigger.workflowId, trigger.triggerName);
		expect(await deliver(`${n8n.baseUrl}/${trigger.testPath}`, signed('skyvern', { runId: 'tsk_tested' }))).toMatchObject({ status: 200 });
		await run.waitFor('executionFinished', 20_000);
		const [execution] = await n8n.client.waitForExecutions({ workflowId: trigger.workflowId, count: 1 });
		expect(await n8n.client.outputOf(execution.id, trigger.triggerName)).toMatchObject([{ runId: 'tsk_tested', delivery: { source: 'webhook' } }]);
	});

	test('the option without an API key fails to activate and says what to fill in', async () => {
		const activation = addTrigger(n8n.client, 'browserUse', { parameters: { options: { recoverMissedRuns: true } } });
		await expect(activation).rejects.toThrow('Fill in API Key in the credential Browser Use Webhook API, or switch the option off');
	});
});
