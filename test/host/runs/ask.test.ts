import { sleep } from 'n8n-workflow';

import { askUntilEnded } from '../../../nodes/host/runs/ask';
import { openStep } from '../../../nodes/host/runs/step';
import { BrowserUse } from '../../../nodes/BrowserUse/BrowserUse.node';
import { browserUseNode } from '../../../nodes/BrowserUse/browserUseRuns';
import { SmartBrowse } from '../../../nodes/SmartBrowse/SmartBrowse.node';
import { smartBrowseNode } from '../../../nodes/SmartBrowse/smartBrowseRuns';
import { abortListeners } from '../../listeners';
import { startBrowserUseApi } from '../../standIns/browserUseApi';
import { RECIPE, startSmartBrowseApi } from '../../standIns/smartBrowseApi';
import { API_KEY, contextOf, NOW, waitingProcess } from './operate';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

let api: Awaited<ReturnType<typeof startSmartBrowseApi>>;

beforeAll(async () => {
	api = await startSmartBrowseApi({ apiKey: API_KEY });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const never = new AbortController().signal;
const running = (count: number) => Array.from({ length: count }, () => 'running');

/** Asks for a run that goes through these statuses, the first of which nobody sees. */
async function ask(statuses: string[], limitMs?: number, { process = waitingProcess(), cancelled = never, planned = () => undefined as void } = {}) {
	api.setScript(statuses);
	const { id } = api.begin(RECIPE);
	planned();
	const context = await contextOf({ nodeType: new SmartBrowse(), runs: smartBrowseNode, baseUrl: api.baseUrl, items: [{}] });
	const step = await openStep(context, smartBrowseNode, process);
	const said = await askUntilEnded(step, { id, kind: smartBrowseNode.kinds.run }, limitMs, 0, cancelled).catch((error: unknown) => error as Error);
	return { id, said, waits: process.waits, looks: api.requests.length, waited: process.clock.now - NOW };
}

const path = 'GET /smartbrowse/runs/run1Xb9dRmQ2p';
const error = { status: 'error', error: { code: 'x', message: 'x' } };

test('soon at first, then at growing intervals of at most 15 seconds', async () => {
	const { said, waits } = await ask(['queued', ...running(10), 'completed']);
	expect(said).toMatchObject({ event: { outcome: 'succeeded' } });
	expect(waits).toEqual([1000, 1500, 2250, 3375, 5062.5, 7593.75, 11390.625, 15000, 15000, 15000]);
});

test('a run that has ended is not waited for', async () => {
	expect(await ask(['completed'])).toMatchObject({ said: { event: { status: 'completed' } }, waits: [], looks: 1 });
});

test('a status that nobody knows yet may be one of a run that goes on', async () => {
	expect(await ask(['queued', 'pondering', 'failed'])).toMatchObject({ said: { event: { outcome: 'failed' } }, looks: 2 });
});

describe('the time limit', () => {
	test('is kept to the millisecond, with a last look at its end', async () => {
		const { said, waits, looks, waited } = await ask(['queued', ...running(99)], 6000);
		expect([said, waited]).toEqual([undefined, 6000]);
		expect(waits).toEqual([1000, 1500, 2250, 1250]);
		expect(looks).toBe(5);
	});

	test('what ends at the last look has ended', async () => {
		expect((await ask(['queued', 'running', 'completed'], 1000)).said).toMatchObject({ event: { outcome: 'succeeded' } });
	});

	test('0 seconds are one look', async () => {
		expect(await ask(['queued', 'running'], 0)).toMatchObject({ said: undefined, looks: 1, waits: [] });
	});

	test('without one, it goes on, and leaves nothing behind at what would cancel it', async () => {
		const { signal } = new AbortController();
		const { said, waited } = await ask(['queued', ...running(200), 'completed'], undefined, { cancelled: signal });
		expect(said).toMatchObject({ event: { outcome: 'succeeded' } });
		expect(waited).toBeGreaterThan(40 * 60_000);
		expect(abortListeners(signal)).toBe(0);
	});
});

describe('an API that asks for patience', () => {
	test('is not asked before its time', async () => {
		const { said, waits } = await ask(['queued', 'completed'], undefined, { planned: () => api.planAnswer(path, 429, error, { 'retry-after': '40' }) });
		expect(said).toMatchObject({ event: { outcome: 'succeeded' } });
		expect(waits).toEqual([40_000]);
	});

	test('and names a date', async () => {
		const { waits } = await ask(['queued', 'completed'], undefined, { planned: () => api.planAnswer(path, 503, error, { 'retry-after': new Date(NOW + 90_000).toUTCString() }) });
		expect(waits).toEqual([90_000]);
	});

	test('is not asked once more at the end of the time limit either', async () => {
		const { said, looks, waited } = await ask(['queued', 'completed'], 20_000, { planned: () => api.planAnswer(path, 429, error, { 'retry-after': '40' }) });
		expect({ said, looks, waited }).toEqual({ said: undefined, looks: 1, waited: 20_000 });
	});
});

describe('what passes is waited for, and what does not pass is said', () => {
	const times = (count: number, status: number) => () => {
		for (let time = 0; time < count; time += 1) api.planAnswer(path, status, error);
	};

	test('a run that its API does not know yet', async () => {
		expect((await ask(['queued', 'completed'], undefined, { planned: times(5, 404) })).said).toMatchObject({ event: { outcome: 'succeeded' } });
	});

	test('a run that its API never knows', async () => {
		const { said, looks } = await ask(['queued', 'completed'], undefined, { planned: times(99, 404) });
		expect(String(said)).toMatch(/SmartBrowse has nothing at this address \(HTTP 404\).*The run run1Xb9dRmQ2p may still be going on: ask for it with the operation Get/);
		expect(looks).toBe(6);
	});

	test('an API that is down for minutes', async () => {
		// Each look is three attempts.
		expect((await ask(['queued', 'completed'], undefined, { planned: times(60, 502) })).said).toMatchObject({ event: { outcome: 'succeeded' } });
	});

	test('an API that is down for minutes, twice', async () => {
		const planned = () => {
			times(57, 502)();
			api.planAnswer(path, 200, { status: 'completed', data: { id: 'run1Xb9dRmQ2p', recipe_id: RECIPE, run_status: 'running' } });
			times(57, 502)();
		};
		expect((await ask(['queued', 'completed'], undefined, { planned })).said).toMatchObject({ event: { outcome: 'succeeded' } });
	});

	test('an API that stays down', async () => {
		const { said, looks } = await ask(['queued', 'completed'], undefined, { planned: times(99, 502) });
		expect(String(said)).toMatch(/could not be reached \(HTTP 502\)/);
		expect(looks).toBe(63);
	});

	test.each([
		['a key that was revoked', 401, error, /refused the API key \(HTTP 401\)/],
		['an answer that is no run', 200, { status: 'completed' }, /answered something that is not what its API documents/],
		['a run that does not say how it stands', 200, { status: 'completed', data: {} }, /SmartBrowse answered without run_status/],
		['an error in place of a run', 200, { status: 'error', error: { code: 'forbidden', message: 'Not yours.' } }, /SmartBrowse answered with an error instead: Not yours\. The run/],
		['an answer that is no object', 200, [], /answered something that is not what its API documents/],
	])('%s', async (_name, status, body, sentence) => {
		const { said, looks } = await ask(['queued', 'completed'], undefined, { planned: () => api.planAnswer(path, status, body) });
		expect(String(said)).toMatch(sentence);
		expect(looks).toBe(1);
	});

	test('an answer that is nested too deeply to be read', async () => {
		const result = JSON.parse(`${'['.repeat(1000)}${']'.repeat(1000)}`) as unknown;
		const deep = { data: { id: 'x', recipe_id: 'y', run_status: 'completed', result } };
		const { said } = await ask(['queued'], undefined, { planned: () => api.planAnswer(path, 200, deep) });
		expect(String(said)).toMatch(/not what its API documents/);
	});
});

describe('a cancelled execution asks no more', () => {
	test('while it waits', async () => {
		const cancel = new AbortController();
		const process = waitingProcess(() => cancel.abort());
		const { said, looks } = await ask(['queued', ...running(9)], undefined, { process, cancelled: cancel.signal });
		expect(String(said)).toMatch(/The execution was cancelled\. The run run1Xb9dRmQ2p may still be going on/);
		expect(looks).toBe(1);
	});

	test('while a wait goes on that never ends', async () => {
		const cancel = new AbortController();
		const process = Object.assign(waitingProcess(), { wait: async () => await new Promise<undefined>(() => cancel.abort()) });
		expect(String((await ask(['queued', ...running(9)], undefined, { process, cancelled: cancel.signal })).said)).toMatch(/was cancelled/);
	});

	test('while the API is silent', async () => {
		const cancel = new AbortController();
		const asked = ask(['queued', 'completed'], undefined, { cancelled: cancel.signal, planned: () => api.planSilence(path) });
		while (api.requests.length === 0) await sleep(0);
		cancel.abort();
		expect(String((await asked).said)).toMatch(/was cancelled/);
	});
});

test('where the API says in fewer words how a run stands, the whole run is asked for once', async () => {
	const browserUse = await startBrowserUseApi({ apiKey: API_KEY });
	const { id } = browserUse.begin('run', { task: 'x' }, ['queued', 'running', 'running', 'completed']);
	const context = await contextOf({ nodeType: new BrowserUse(), runs: browserUseNode, baseUrl: browserUse.baseUrl });
	const step = await openStep(context, browserUseNode, waitingProcess());
	const said = await askUntilEnded(step, { id, kind: browserUseNode.kinds.run }, undefined, 0, never);
	expect(said).toMatchObject({ event: { runId: id, outcome: 'succeeded', output: 'A blue mug costs 12.50.' }, payload: { totalCostUsd: '0.0125' } });
	const brief = `/api/v4/runs/${id}/status`;
	expect(browserUse.requests.map(({ path: asked }) => asked)).toEqual([brief, brief, brief, `/api/v4/runs/${id}`]);
	await browserUse.stop();
});
