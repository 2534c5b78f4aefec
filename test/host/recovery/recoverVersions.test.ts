import { deliveryId } from '../../../nodes/delivery/identity';
import { browserUse } from '../../../nodes/BrowserUseTrigger/browserUse';
import { processAt } from '../triggerContext';
import { activate, api, ended, heldProcess, LOOKING, MINUTE, NOW, settle } from './recoveringTrigger';

const provider = 'browserUse' as const;
const V2 = '/api/v2/tasks';
const V3 = '/api/v3/sessions';
const V4 = '/api/v4/runs';

const looksOf = ({ looks }: ReturnType<typeof processAt>) => [...looks.values()].map(({ lookedAt }) => lookedAt);

/** One missed run for each version of the API. */
function missOneOfEach() {
	api.add({ ...ended('task', 20), sessionId: 'session-of-task' });
	api.add({ ...ended('run', 15), list: 'v4', sessionId: 'session-of-run' });
	api.add({ ...ended('session', 10), list: 'v3' });
}

test('the tasks of v2, the runs of v4 and the sessions of v3 are recovered in one frame, each once', async () => {
	missOneOfEach();
	const trigger = await activate({ provider });
	expect(trigger.emitted.map(({ item }) => item)).toMatchObject([
		{ event: 'agent.task.status_update', status: 'finished', outcome: 'succeeded', runId: 'task', sessionId: 'session-of-task', output: 'The title' },
		{
			event: 'agent.run.status_update',
			status: 'completed',
			outcome: 'succeeded',
			runId: 'run',
			sessionId: 'session-of-run',
			occurredAt: new Date(NOW - 15 * MINUTE).toISOString(),
			output: { title: 'The title' },
			error: null,
			payload: { totalCostUsd: '0.0125' },
			delivery: { scheme: 'api', verified: 'api', source: 'recovery' },
		},
		{ event: 'session.status.update', status: 'stopped', outcome: 'succeeded', runId: 'session', sessionId: 'session', output: 'The title' },
	]);
	await trigger.tick(15);
	expect(trigger.runs()).toHaveLength(3);
	expect(api.requests.every((request) => request.startsWith('GET '))).toBe(true);
	// Three lists, one page each.
	expect(api.requests).toHaveLength(6);
});

test('more runs of v4 than fit on a page are read by cursor, though others begin and vanish meanwhile', async () => {
	for (let index = 0; index < 120; index += 1) api.add({ ...ended(`run_${index}`, 5 + index / 10), list: 'v4' });
	let calls = 0;
	api.changeBeforeList(() => {
		calls += 1;
		// The second page of v4.
		if (calls !== 3) return;
		api.runs.splice(0, 10);
		for (let index = 0; index < 60; index += 1) api.add({ id: `later_${index}`, createdAt: NOW + index, finishedAt: undefined, status: 'running', list: 'v4' });
	});
	const trigger = await activate({ provider });
	expect(new Set(trigger.runs()).size).toBe(120);
	expect(api.requests.filter((request) => request.includes(V4))).toHaveLength(3);
});

test.each([
	['v2', V2, ['run', 'session']],
	['v3', V3, ['task', 'run']],
	['v4', V4, ['task', 'session']],
])('a version that is not offered, %s, does not stop the others, and is mentioned once', async (_name, path, expected) => {
	missOneOfEach();
	api.denied[path] = path === V4 ? 403 : 404;
	const trigger = await activate({ provider });
	expect(trigger.runs()).toEqual(expected);
	await trigger.tick(15);
	expect(trigger.logged.filter((line) => line.includes('of this list cannot be recovered'))).toHaveLength(1);
	expect(trigger.logged.join()).not.toContain('not completed');
	// Its mark stays, so that it goes on from there once it is offered.
	expect(looksOf(trigger.process).filter((lookedAt) => lookedAt === LOOKING.lookedAt)).toHaveLength(1);
	delete api.denied[path];
	// The sessions wait until the others have been read as far back.
	for (let look = 0; look < (path === V3 ? 2 : 1); look += 1) await trigger.tick(15);
	expect(trigger.runs()).toHaveLength(3);
});

test('where no version answers, every look says so, once for all', async () => {
	for (const path of [V2, V3, V4]) api.denied[path] = 404;
	const trigger = await activate({ provider });
	await trigger.tick(15);
	const lines = trigger.logged.filter((line) => line.includes('has nothing at this address'));
	expect(lines).toHaveLength(2);
	expect(lines[0]).toMatch(/^Browser Use, API v4, API v3: looking for missed runs was not completed/);
});

test.each([
	['429', [429, 429, 429]],
	['500', [500, 500, 500]],
])('v4 answers %s: v2 goes on, and v3 waits, because v4 might hold its sessions', async (_name, statuses) => {
	missOneOfEach();
	const { process, open } = heldProcess();
	api.faults.push({ status: 503 });
	const trigger = await activate({ provider, process });
	// After the first try of v2: the second succeeds, and then v4 fails three times.
	api.faults.push({ status: 503 }, { status: 200, body: '{"items":[]}' }, ...statuses.map((status) => ({ status })));
	open();
	await settle();
	expect(trigger.runs()).toEqual([]);
	expect(trigger.logged.filter((line) => line.includes('not completed'))).toHaveLength(2);
	expect(looksOf(process)).toEqual([NOW, LOOKING.lookedAt, LOOKING.lookedAt]);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['run', 'session']);
});

test('a slow answer is waited for', async () => {
	missOneOfEach();
	api.faults.push({ status: 200, body: '{"items":[]}', delayMs: 300 });
	expect((await activate({ provider })).runs()).toEqual(['run', 'session']);
});

test('what v3 lists as the session of a task or a run starts nothing a second time', async () => {
	missOneOfEach();
	for (const id of ['session-of-task', 'session-of-run']) api.add({ ...ended(id, 10), list: 'v3' });
	expect((await activate({ provider })).runs()).toEqual(['task', 'run', 'session']);
});

test('nor does it where the task was delivered, or goes on', async () => {
	api.add({ ...ended('task', 20), sessionId: 'a' });
	api.add({ id: 'running', status: 'started', createdAt: NOW - 30 * MINUTE, finishedAt: undefined, sessionId: 'b' });
	for (const id of ['a', 'b']) api.add({ ...ended(id, 10), list: 'v3' });
	const process = processAt(NOW);
	const body = { session_id: 'a', task_id: 'task', status: 'finished' };
	process.claims.take(`workflow-1/node-1/${deliveryId('browserUse', browserUse.read(body, NOW)!, body)}`, NOW);
	expect((await activate({ provider, process })).runs()).toEqual([]);
});

test('nor where v3 has to be read much further back than v2', async () => {
	const long = { since: NOW - 72 * 60 * MINUTE, lookedAt: NOW - 50 * 60 * MINUTE };
	// A task of two days ago, beyond what v2 alone would be read back, behind a full page.
	api.add({ ...ended('task', 46 * 60), sessionId: 'session-of-task' });
	for (let index = 0; index < 100; index += 1) api.add({ ...ended(`earlier_${index}`, 26 * 60) });
	api.add({ ...ended('session-of-task', 46 * 60 - 5), list: 'v3' });
	const staticData = { 'node:Browser Use Trigger': { recovery: LOOKING, 'recovery, API v4': LOOKING, 'recovery, API v3': long } };
	expect((await activate({ provider, staticData })).runs()).toEqual([]);
});

test('a version that is not offered costs one call at each look, and the others no further page', async () => {
	api.denied[V3] = 403;
	const trigger = await activate({ provider });
	for (let index = 0; index < 250; index += 1) api.add(ended(`long_ago_${index}`, 20 * 60 + index));
	// Long after, its mark lies far behind that of the others.
	trigger.process.clock.now += 46 * 60 * MINUTE;
	await trigger.tick(15);
	api.requests.length = 0;
	await trigger.tick(15);
	expect(api.requests.map((request) => request.replace(/\?.*/, ''))).toEqual([`GET ${V2}`, `GET ${V4}`, `GET ${V3}`]);

	// Once it is offered, it waits until the others have been read as far back.
	api.add({ ...ended('session', 10), list: 'v3' });
	delete api.denied[V3];
	await trigger.tick(15);
	expect(trigger.logged.at(-1)).toContain('were not read as far back');
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['session']);
});

test('a session that was delivered as stopped is known, and an idle one is left until it ends', async () => {
	api.add({ ...ended('session'), list: 'v3' });
	api.add({ ...ended('idle'), status: 'idle', list: 'v3' });
	const process = processAt(NOW);
	const body = { type: 'session.status.update', timestamp: new Date(NOW - MINUTE).toISOString(), payload: { session_id: 'session', status: 'stopped' } };
	process.claims.take(`workflow-1/node-1/${deliveryId('browserUse', browserUse.read(body, NOW)!, body)}`, NOW);
	const trigger = await activate({ provider, process });
	expect(trigger.runs()).toEqual([]);
	Object.assign(api.runs[1], { status: 'timed_out', finishedAt: NOW + MINUTE });
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['idle']);
});

test('each list has a memory of its own, and switching recovery off forgets them all', async () => {
	const trigger = await activate({ provider, staticData: {} });
	await trigger.tick(15);
	await trigger.tick(15);
	const kept = { since: NOW, lookedAt: NOW };
	expect(trigger.staticData).toMatchObject({ 'node:Browser Use Trigger': { recovery: kept, 'recovery, API v3': kept, 'recovery, API v4': kept } });
	const { staticData } = await activate({ provider, options: {} });
	expect(staticData).toEqual({ 'node:Browser Use Trigger': {} });
});

test('the first activation replays no history of any version', async () => {
	missOneOfEach();
	expect((await activate({ provider, staticData: {} })).runs()).toEqual([]);
});
