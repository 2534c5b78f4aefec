import { processAt } from '../triggerContext';
import { activate, api, ended, heldProcess, listOf, LOOKING, MINUTE, NOW, ON, settle } from './recoveringTrigger';

describe.each(['browserUse', 'skyvern'] as const)('%s', (provider) => {
	test('emits missed runs, the oldest first, each once', async () => {
		api.add(ended('tsk_2', 5));
		api.add(ended('tsk_1', 50));
		api.add(ended('tsk_history', 61));
		const trigger = await activate({ provider });
		expect(trigger.runs()).toEqual(['tsk_1', 'tsk_2']);
		expect(trigger.emitted[0].item).toMatchObject({
			provider,
			outcome: 'succeeded',
			occurredAt: new Date(NOW - 50 * MINUTE).toISOString(),
			delivery: { scheme: 'api', verified: 'api', source: 'recovery' },
		});
		expect(trigger.emitted[0].item.output).not.toBeNull();
		const { id } = trigger.emitted[0].item.delivery;
		expect(trigger.emitted[0].key).toBe(`workflow-1/node-1/${id}`);
		await trigger.tick(15);
		expect(trigger.runs()).toHaveLength(2);
		expect(api.requests.every((request) => request.startsWith('GET '))).toBe(true);
	});

	test('reads every page up to what is too old', async () => {
		for (let index = 0; index < 150; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 10));
		for (let index = 0; index < 300; index += 1) api.add(ended(`tsk_old_${index}`, 48 * 60));
		const trigger = await activate({ provider });
		expect(trigger.runs()).toHaveLength(150);
		expect(api.requests.filter((request) => /tasks\?|v1.runs\?/.test(request))).toHaveLength(2);
	});
});

test('a first activation notes the time and replays nothing', async () => {
	api.add(ended('tsk_history', 1));
	const trigger = await activate({ staticData: {} });
	expect(trigger.runs()).toEqual([]);
	expect(trigger.staticData).toMatchObject({ 'node:Skyvern Trigger': { recovery: { since: NOW, lookedAt: NOW } } });
	api.add({ id: 'tsk_1', createdAt: NOW, finishedAt: NOW + MINUTE });
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_1']);
});

test('a run that this process knows from its delivery is left alone', async () => {
	api.add(ended('tsk_1'));
	const first = await activate();
	const process = processAt(NOW);
	process.claims.take(first.emitted[0].key!, NOW);
	api.requests.length = 0;
	expect((await activate({ process })).runs()).toEqual([]);
	// The list alone: nothing more need be asked about it.
	expect(api.requests).toHaveLength(1);
});

test('a run that is gone is no failure', async () => {
	api.faults.push(listOf('tsk_gone'));
	const trigger = await activate();
	expect([trigger.runs(), trigger.logged]).toEqual([[], []]);
});

test.each([
	['another status', { parameters: { statuses: ['failed'] } }],
	['another event', { parameters: { events: ['workflow_run'] } }],
	['another agent, which only the run itself names', { options: { ...ON, workflowIds: 'wpid_1' } }],
])('a filter for %s holds', async (_name, call) => {
	api.add(ended('tsk_1'));
	const trigger = await activate(call);
	expect(trigger.runs()).toEqual([]);
	expect(trigger.process.claims.size).toBe(0);
});

test('a run that n8n could not store comes again', async () => {
	api.add(ended('tsk_1', 30));
	const trigger = await activate();
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_1']);
	trigger.emitted[0].done.reject(new Error('the database is full'));
	await settle();
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_1', 'tsk_1']);
	expect(trigger.emitted[1].key).toBe(trigger.emitted[0].key);
});

test('it looks as often as it should, and no more once it is closed', async () => {
	const trigger = await activate({ options: { ...ON, recoverEveryMinutes: 5 } });
	const looks = [api.requests.length];
	for (const minutes of [1, 3, 1, 4, 1]) {
		await trigger.tick(minutes);
		looks.push(api.requests.length);
	}
	expect(looks).toEqual([1, 1, 1, 2, 2, 3]);
	await trigger.response.closeFunction?.();
	await trigger.tick(5);
	expect(api.requests).toHaveLength(3);
});

test('a tick that comes a little early counts', async () => {
	const trigger = await activate({ options: { ...ON, recoverEveryMinutes: 5 } });
	await trigger.tick(4.5);
	expect(api.requests).toHaveLength(2);
});

test('each node looks at a second of its own', async () => {
	expect((await activate()).crons).toEqual(['5 * * * * *']);
});

test.each([
	['401', [{ status: 401 }], 'refused the API key (HTTP 401)'],
	['429 for ever', [429, 429, 429].map((status) => ({ status, headers: { 'retry-after': '2' } })), 'fewer requests (HTTP 429)'],
	['5xx for ever', [500, 502, 503].map((status) => ({ status })), 'could not be reached (HTTP 503)'],
	['an answer that is not JSON', [{ status: 200, body: '<html>' }], 'not what its API documents'],
	['an answer that is cut off', [503, 502, 200].map((status) => ({ status, body: '[{"run_id":', isCut: status === 200 })), 'could not be reached'],
	['half of a JSON document', [{ status: 200, body: '[{"run_id":"tsk_1"' }], 'not what its API documents'],
	['JSON that is not a list', [{ status: 200, body: '{"detail":"x"}' }], 'not what its API documents'],
	['a run that cannot be read', [], 'not what its API documents'],
])('%s: a line in the log, and the next tick goes on', async (name, faults, expected) => {
	api.add(ended('tsk_1'));
	// The list answers, and the run itself does not.
	if (name === 'a run that cannot be read') {
		api.faults.push(listOf('tsk_1'), { status: 200, body: '[]' });
	}
	api.faults.push(...faults);
	const trigger = await activate();
	expect(trigger.runs()).toEqual([]);
	expect(trigger.logged.filter((line) => line.includes(expected))).toHaveLength(1);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_1']);
});

test('one run that cannot be read does not keep the others', async () => {
	for (const [index, id] of ['tsk_1', 'tsk_2'].entries()) api.add(ended(id, 20 - index));
	const process = processAt(NOW);
	api.faults.push(listOf('tsk_1', 'tsk_2'), { status: 200, body: '[]' });
	const trigger = await activate({ process });
	expect(trigger.runs()).toEqual(['tsk_2']);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_2', 'tsk_1']);
});

test('runs that can never be read do not hold up the others', async () => {
	for (let index = 0; index < 7; index += 1) api.add(ended(`tsk_${index}`, 30 - index));
	const trigger = await activate();
	const page = api.requests.length;
	expect([page, trigger.runs().length]).toEqual([8, 7]);

	const broken = processAt(NOW);
	const list = JSON.stringify(Array.from({ length: 7 }, (_, k) => ({ run_id: `tsk_${k}`, status: 'completed', created_at: '2026-05-31T23:20:00', finished_at: `2026-05-31T23:3${k}:00` })));
	const unreadable = Array.from({ length: 5 }, () => ({ status: 200, body: '[]' }));
	api.faults.push({ status: 200, body: list }, ...unreadable);
	const other = await activate({ process: broken });
	expect(other.runs()).toEqual([]);
	api.faults.push({ status: 200, body: list });
	await other.tick(15);
	expect(other.runs().slice(0, 2)).toEqual(['tsk_5', 'tsk_6']);
});

test('a run that the list calls ended and the API calls running is asked for again', async () => {
	api.add(ended('tsk_1', 20));
	const list = JSON.stringify([{ run_id: 'tsk_1', status: 'completed', created_at: '2026-05-31T23:30:00', finished_at: '2026-05-31T23:40:00' }]);
	api.faults.push({ status: 200, body: list }, { status: 200, body: JSON.stringify({ run_id: 'tsk_1', status: 'running' }) });
	const trigger = await activate();
	expect(trigger.runs()).toEqual([]);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['tsk_1']);
});

test('what the list shows to be filtered out is not asked for', async () => {
	for (const id of ['tsk_1', 'wr_1']) api.add(ended(id, 20));
	const trigger = await activate({ parameters: { events: ['workflow_run'] } });
	expect(trigger.runs()).toEqual(['wr_1']);
	expect(api.requests.filter((request) => !request.includes('page='))).toEqual(['GET /v1/runs/wr_1']);
});

test('a main that leads again goes on where another one has got to', async () => {
	const process = processAt(NOW - 60 * MINUTE);
	await (await activate({ process, staticData: {} })).response.closeFunction?.();
	process.clock.now = NOW;
	await activate({ process, staticData: { 'node:Skyvern Trigger': { recovery: { since: NOW - 90 * MINUTE, lookedAt: NOW - 5 * MINUTE } } } });
	expect([...process.looks.values()]).toMatchObject([{ since: NOW - 90 * MINUTE, settledAt: NOW - 5 * MINUTE }]);
});

test('five failures end a look', async () => {
	const ids = Array.from({ length: 8 }, (_, index) => `tsk_${index}`);
	api.faults.push(listOf(...ids), ...ids.map(() => ({ status: 200, body: '[]' })));
	await activate();
	expect(api.requests).toHaveLength(1 + 5);
});

test('a list without end is read for a hundred pages, and the next look covers the same time again', async () => {
	for (let index = 0; index < 8100; index += 1) api.add({ id: `tsk_${index}`, status: 'failed', createdAt: NOW - 30 * MINUTE - index, finishedAt: NOW - 20 * MINUTE });
	const trigger = await activate({ parameters: { statuses: ['completed'] } });
	expect(api.requests).toHaveLength(100);
	expect(trigger.logged.join()).toContain('as far as the newest 8064');
	expect([...trigger.process.looks.values()]).toMatchObject([LOOKING]);
});

test('a look that is interrupted does not count', async () => {
	for (let index = 0; index < 150; index += 1) api.add(ended(`tsk_${index}`, 20));
	api.faults.push({ status: 503 });
	const { process, open } = heldProcess();
	const trigger = await activate({ process });
	await trigger.response.closeFunction?.();
	open();
	await settle();
	expect([trigger.runs(), trigger.logged]).toEqual([[], []]);
	expect([...process.looks.values()]).toMatchObject([LOOKING]);
	// The page that was under way, twice, and none behind it.
	expect(api.requests).toHaveLength(2);
});

test('a list that repeats its first page ends, says so, gives what it has, and does not count', async () => {
	for (let index = 0; index < 120; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 10));
	api.ignorePages();
	const trigger = await activate();
	expect(trigger.runs()).toHaveLength(100);
	expect(trigger.logged.join()).toContain('repeats itself');
	expect(api.requests.filter((request) => request.includes('page='))).toHaveLength(6);
	expect([...trigger.process.looks.values()]).toMatchObject([LOOKING]);
});

test('more than n8n should start at once is spread over looks', async () => {
	for (let index = 0; index < 250; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 10));
	const trigger = await activate({ provider: 'browserUse' });
	expect(trigger.runs()).toHaveLength(200);
	await trigger.tick(15);
	expect(new Set(trigger.runs()).size).toBe(250);
	expect(trigger.runs()).toHaveLength(250);
});

test('a look that emits all it may goes on there, but for a run that was given back', async () => {
	for (let index = 0; index < 250; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 10));
	const trigger = await activate({ provider: 'browserUse' });
	const mark = () => [...trigger.process.looks.values()][0].lookedAt;
	const [first] = trigger.emitted;
	expect(mark()).toBeGreaterThan(NOW - 11 * MINUTE);
	first.done.reject(new Error('the database is full'));
	await settle();
	expect(mark()).toBeLessThan(NOW - 29 * MINUTE);
	await trigger.tick(15);
	expect(trigger.runs().filter((id) => id === first.item.runId)).toHaveLength(2);
});

test.each([
	['off', { options: {} }],
	['a manual test', { mode: 'manual' as const }],
])('%s: nothing is asked, and n8n still counts the trigger as registered', async (_name, call) => {
	api.add(ended('tsk_1'));
	const trigger = await activate(call);
	expect(trigger.response).toEqual({});
	expect([trigger.ticks, trigger.emitted, api.requests]).toEqual([[], [], []]);
});

test('switched off and on again, it begins anew', async () => {
	const off = await activate({ options: {} });
	expect(off.staticData).toEqual({ 'node:Skyvern Trigger': {} });
});

test.each([
	['no API key', { apiKey: ' ' }, 'Fill in API Key in the credential Skyvern Webhook API'],
	['Ignore Duplicates off', { options: { ...ON, ignoreDuplicates: false } }, 'while Ignore Duplicates is off'],
	['a credential that cannot be read', { credential: new Error('restricted') }, /^The credential Skyvern Webhook API cannot be read\. .*: uninstall one of the two\.$/],
	['an option that cannot be read', { options: { ...ON, maximumAge: -1 } }, 'Maximum Age (Seconds)'],
])('%s: fails to activate', async (_name, call, expected) => {
	await expect(activate(call)).rejects.toThrow(expected);
	expect(api.requests).toEqual([]);
});
