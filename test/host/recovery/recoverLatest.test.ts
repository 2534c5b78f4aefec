import { deliveryId } from '../../../nodes/delivery/identity';
import { smartBrowse } from '../../../nodes/SmartBrowseTrigger/smartBrowse';
import { processAt } from '../triggerContext';
import { activate, api, ended, MINUTE, NOW, ON, settle } from './recoveringTrigger';

const provider = 'smartBrowse' as const;
const running = (id: string, minutesAgo = 5) => ({ id, status: 'running', createdAt: NOW - minutesAgo * MINUTE, finishedAt: undefined });

/** Ends a run of the stand-in. */
function end(id: string, finishedAt: number, status = 'completed') {
	Object.assign(api.runs.find((run) => run.id === id) ?? {}, { status, finishedAt });
}

test('the latest run is emitted once, as its delivery would have been', async () => {
	api.add(ended('earlier', 20));
	api.add(ended('latest', 5));
	const trigger = await activate({ provider });
	expect(trigger.runs()).toEqual(['latest']);
	const { item, key } = trigger.emitted[0];
	expect(item).toMatchObject({
		provider,
		event: 'completed',
		status: 'completed',
		outcome: 'succeeded',
		recipeId: 'm3Yc2tFvN8q',
		occurredAt: new Date(NOW - 5 * MINUTE).toISOString(),
		output: [{ name: 'A' }, { name: 'B' }],
		error: null,
		delivery: { scheme: 'api', verified: 'api', source: 'recovery' },
		payload: { id: 'latest', run_status: 'completed' },
	});
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['latest']);
	expect(api.requests).toEqual(['GET /smartbrowse/usage', 'GET /smartbrowse/runs/latest', 'GET /smartbrowse/usage']);

	// Its delivery, should it come after all, is the same event.
	const body = { event: 'smartbrowse.completed', status: 'completed', run_id: 'latest' };
	expect(key).toBe(`workflow-1/node-1/${deliveryId(provider, smartBrowse.read(body, undefined)!, body)}`);
});

test('a run that was under way at one look is found at a later one, though another has begun since', async () => {
	api.add(running('long'));
	const trigger = await activate({ provider });
	api.add({ id: 'next', createdAt: NOW + MINUTE, finishedAt: NOW + 2 * MINUTE });
	await trigger.tick(3);
	await trigger.tick(12);
	expect(trigger.runs()).toEqual(['next']);
	end('long', NOW + 16 * MINUTE, 'failed');
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['next', 'long']);
	expect(trigger.emitted[1].item).toMatchObject({ outcome: 'failed', error: 'target page did not load within timeout', output: null });
	const asked = api.requests.length;
	await trigger.tick(15);
	expect(api.requests.slice(asked)).toEqual(['GET /smartbrowse/usage']);
});

test('a run that has only just ended is left to its delivery, and is not forgotten', async () => {
	api.add({ id: 'fresh', createdAt: NOW - MINUTE, finishedAt: NOW - 5000 });
	const trigger = await activate({ provider });
	expect(trigger.runs()).toEqual([]);
	api.add({ ...running('next'), createdAt: NOW });
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['fresh']);
});

test('runs that the user named are asked for', async () => {
	api.add(ended('named', 30));
	api.add(ended('latest', 5));
	const trigger = await activate({ provider, options: { ...ON, runIds: 'named, gone' } });
	expect(trigger.runs()).toEqual(['named']);
	const asked = api.requests.length;
	await trigger.tick(15);
	expect(api.requests.slice(asked)).toEqual(['GET /smartbrowse/usage', 'GET /smartbrowse/runs/latest']);
});

test('what a delivery brought is not asked for', async () => {
	api.add(ended('latest'));
	const first = await activate({ provider });
	const process = processAt(NOW);
	process.claims.take(first.emitted[0].key!, NOW);
	api.requests.length = 0;
	expect((await activate({ provider, process })).runs()).toEqual([]);
	expect(api.requests).toEqual(['GET /smartbrowse/usage']);
});

test('a run that n8n could not store comes again, though it is no longer the latest', async () => {
	api.add(ended('first'));
	const trigger = await activate({ provider });
	api.add({ ...running('next'), createdAt: NOW });
	trigger.emitted[0].done.reject(new Error('the database is full'));
	await settle();
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['first', 'first']);
});

test('history, an account without runs, and another recipe start nothing', async () => {
	expect((await activate({ provider })).logged).toEqual([]);
	api.add(ended('history', 90));
	expect((await activate({ provider })).runs()).toEqual([]);
	expect(api.requests).toEqual(['GET /smartbrowse/usage', 'GET /smartbrowse/usage']);
	api.add(ended('other'));
	expect((await activate({ provider, options: { ...ON, recipeIds: 'another' } })).runs()).toEqual([]);
});

test.each([
	['no usage', [{ status: 200, body: '{"status":"completed"}' }], 'not what its API documents'],
	['401', [{ status: 401 }], 'refused the API key (HTTP 401)'],
	['an error for a run', [{ status: 200, body: '{"data":{"last_run":{"id":"latest"}}}' }, { status: 200, body: '{"status":"error","error":{"message":"Not yours."}}' }], 'SmartBrowse answered with an error instead: Not yours.'],
	['a run that does not say how it stands', [{ status: 200, body: '{"data":{"last_run":{"id":"latest"}}}' }, { status: 200, body: '{"data":{}}' }], 'SmartBrowse answered without run_status'],
])('%s: a line in the log, and the next look goes on', async (_name, faults, expected) => {
	api.add(ended('latest'));
	api.faults.push(...faults);
	const trigger = await activate({ provider });
	expect(trigger.runs()).toEqual([]);
	expect(trigger.logged.filter((line) => line.includes(expected))).toHaveLength(1);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['latest']);
});

test('no more runs are remembered than can be asked for', async () => {
	const runIds = Array.from({ length: 130 }, (_, k) => `named_${k}`);
	for (const id of runIds) api.add(running(id, 200));
	await activate({ provider, options: { ...ON, runIds } });
	expect(api.requests).toHaveLength(1 + 100);
});
