import { firstStep } from '../../../nodes/host/firstStep';
import { skyvern } from '../../../nodes/SkyvernTrigger/skyvern';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';
import { processAt } from '../triggerContext';
import { activate, api, ended, heldProcess, listOf, LOOKING, MINUTE, NOW, ON, settle } from './recoveringTrigger';

const down = { status: 503 };
const looksOf = ({ looks }: ReturnType<typeof processAt>) => [...looks.values()];

test('a run whose own page is down keeps the mark where it is', async () => {
	api.faults.push(listOf('tsk_1'), down, down, down);
	const trigger = await activate();
	expect(trigger.runs()).toEqual([]);
	expect(trigger.logged.join()).toContain('could not be reached');
	expect(looksOf(trigger.process)).toMatchObject([{ lookedAt: NOW - 60 * MINUTE }]);
});

test('what is kept lags one look behind, and is written when it changes', async () => {
	const trigger = await activate();
	await trigger.tick(15);
	expect(trigger.staticData).toHaveProperty('__dataChanged', false);
	await trigger.tick(15);
	expect(trigger.staticData).toMatchObject({ 'node:Skyvern Trigger': { recovery: { lookedAt: NOW } } });
	expect(trigger.staticData).toHaveProperty('__dataChanged', true);
});

test('an execution keeps it too', async () => {
	const trigger = await activate();
	const table = new DeduplicationTable();
	const { context } = await executeContext({ nodeType: new SkyvernTrigger(), items: [], executionId: '1', table });
	await firstStep(context, skyvern, trigger.process);
	expect(context.getWorkflowStaticData('node')).toEqual({ recovery: { since: NOW - 60 * MINUTE, lookedAt: NOW - 60 * MINUTE } });
});

test('activated again in the same process it goes on, switched off in between it begins anew', async () => {
	const process = processAt(NOW);
	await activate({ process });
	await activate({ process, staticData: {} });
	expect(looksOf(process)).toMatchObject([{ since: NOW - 60 * MINUTE }]);
	await activate({ process, options: {} });
	expect(looksOf(process)).toEqual([]);
});

test('a look after it was switched off asks nothing', async () => {
	const trigger = await activate();
	trigger.process.looks.clear();
	api.requests.length = 0;
	await trigger.tick(15);
	expect([api.requests, trigger.logged]).toEqual([[], []]);
});

test('two looks never run at once', async () => {
	const { process, open } = heldProcess();
	api.faults.push(down);
	const trigger = await activate({ process });
	await trigger.tick(15);
	expect(api.requests).toHaveLength(1);
	open();
	await settle();
	await trigger.tick(15);
	expect(api.requests).toHaveLength(3);
});

test('a look that is closed while it asks for a run emits nothing and asks for no other', async () => {
	const { process, open } = heldProcess();
	for (const id of ['tsk_1', 'tsk_2']) api.add(ended(id));
	api.faults.push(listOf('tsk_1', 'tsk_2'), down);
	const trigger = await activate({ process });
	await trigger.response.closeFunction?.();
	open();
	await settle();
	expect([trigger.runs(), process.claims.size, api.requests.length]).toEqual([[], 0, 3]);
});

test('a run that n8n could not store while a look is under way is not passed over', async () => {
	const { process, open } = heldProcess();
	api.add(ended('tsk_1', 30));
	const trigger = await activate({ process });
	api.faults.push(down);
	await trigger.tick(15);
	trigger.emitted[0].done.reject(new Error('the database is full'));
	await settle();
	open();
	await settle();
	expect(looksOf(process)).toMatchObject([{ lookedAt: NOW - 30 * MINUTE }]);
});

test('a look that emits all it may does not pass a run that could not be read, and does once that was', async () => {
	const process = processAt(NOW);
	for (let index = 0; index < 250; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 100));
	api.add(ended('tsk_oldest', 9));
	// What is asked for after the last of three pages is the oldest run.
	api.changeBeforeList(() => {
		if (api.requests.length === 3) api.faults.push({ status: 200, body: '[]' });
	});
	const trigger = await activate({ process, options: { ...ON, recoverEveryMinutes: 1 } });
	expect(trigger.runs()).toHaveLength(200);
	expect(trigger.runs()).not.toContain('tsk_oldest');
	expect(looksOf(process)).toMatchObject([LOOKING]);

	await trigger.tick(1);
	expect(trigger.runs()).toHaveLength(251);
	expect(looksOf(process)).toMatchObject([{ lookedAt: NOW + MINUTE }]);

	for (let index = 0; index < 250; index += 1) api.add({ id: `tsk_next_${index}`, createdAt: NOW, finishedAt: NOW + MINUTE + 1000 + index * 100 });
	await trigger.tick(1);
	expect(trigger.runs()).toHaveLength(451);
	expect(looksOf(process)).toMatchObject([{ lookedAt: NOW + MINUTE + 1000 + 200 * 100 }]);
});
