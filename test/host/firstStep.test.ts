import type { INodeExecutionData } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentialWith, CURRENT, delivery, PREVIOUS } from '../delivery/deliveries';
import { executeContext } from './contexts';
import { DeduplicationTable } from './deduplicationTable';
import { webhookContext } from './webhookContext';

const nodeType = new SkyvernTrigger();
const [skyvernTrigger, browserUseTrigger] = [nodeType, new BrowserUseTrigger()];
const eventOf = (id: unknown) => ({ json: { delivery: { id } } }) as INodeExecutionData;
const [a, b] = ['a', 'b'].map(eventOf);

type Changes = Partial<Pick<Parameters<typeof executeContext>[0], 'mode' | 'parameters'>>;

async function run(table: DeduplicationTable, executionId: string, items: INodeExecutionData[], changes: Changes = {}) {
	const { checkProcessedAndRecord } = table.helpers();
	const { context, logged } = await executeContext({ nodeType, items, executionId, table: checkProcessedAndRecord, ...changes });
	const [out] = await nodeType.execute.call(context);
	return { out, logged };
}

describe("on n8n's real execute context", () => {
	test('an event goes on once, in whichever execution it comes', async () => {
		const table = new DeduplicationTable();
		expect((await run(table, '1', [a])).out).toEqual([a]);
		expect((await run(table, '2', [a])).out).toEqual([]);
		expect((await run(table, '3', [a, b])).out).toEqual([b]);
	});

	test('an execution that n8n runs again goes on again', async () => {
		const table = new DeduplicationTable();
		for (const again of [1, 2, 3]) expect({ again, ...(await run(table, '1', [a])) }).toEqual({ again, out: [a], logged: [] });
	});

	test.each<[string, Changes]>([
		['listening for a test event', { mode: 'manual' }],
		['a retry by hand', { mode: 'retry' }],
		['Ignore Duplicates off', { parameters: { options: { ignoreDuplicates: false } } }],
	])('%s neither asks the table nor leaves a trace in it', async (_name, changes) => {
		const table = new DeduplicationTable();
		expect((await run(table, '1', [a], changes)).out).toEqual([a]);
		expect(table.size).toBe(0);
		await run(table, '2', [a]);
		expect((await run(table, '3', [a], changes)).out).toEqual([a]);
	});

	test('a table that cannot be reached lets everything through, and says so', async () => {
		const table = new DeduplicationTable();
		table.break();
		const { out, logged } = await run(table, '1', [a, b]);
		expect(out).toEqual([a, b]);
		expect(logged).toEqual([expect.stringMatching(/^Skyvern Trigger: .*deduplication table.*may run twice/)]);
	});

	test.each([{}, { delivery: null }, { delivery: 'x' }, { delivery: { id: 7 } }])('an item without an id goes on: %j', async (json) => {
		const table = new DeduplicationTable();
		const items = [{ json }] as INodeExecutionData[];
		expect((await run(table, '1', items)).out).toEqual(items);
		expect((await run(table, '2', items)).out).toEqual(items);
	});
});

describe('while the user listens for a test event', () => {
	const genuine = delivery('skyvern');
	const spread = Buffer.from(JSON.stringify(JSON.parse(genuine.body.toString()), null, 2));

	test.each([
		['a forged delivery', delivery('skyvern', { secret: PREVIOUS }), /^The signature in x-skyvern-signature/, /proxies/],
		['a body that was printed again', { ...genuine, body: spread }, /re-serialised/, /original bytes/],
	])('the canvas shows why it is refused: %s', async (_name, { headers, body }, message, description) => {
		const credential = credentialWith('skyvern', CURRENT);
		const { context, response } = webhookContext({ nodeType, credential, headers, rawBody: body, mode: 'manual' });
		const { workflowData } = await nodeType.webhook.call(context);
		expect(response.statusCode).toBe(401);
		expect(response.body).toEqual({ status: 'refused' });
		const shown = run(new DeduplicationTable(), '1', workflowData?.[0] ?? [], { mode: 'manual' });
		await expect(shown).rejects.toMatchObject({ message: expect.stringMatching(message), description: expect.stringMatching(description) });
	});

	test.each([
		['its status', skyvernTrigger, 'skyvern', { status: 'failed' }, { statuses: ['completed'] }, /filtered out: its status "failed" is not selected under Statuses$/],
		['its event', skyvernTrigger, 'skyvern', { event: 'workflow_run' }, { events: ['task_run'] }, /filtered out: its event "workflow_run" is not selected under Events$/],
		['its run', skyvernTrigger, 'skyvern', {}, { options: { runIds: 'tsk_other' } }, /filtered out: its IDs are not among those/],
		['its metadata', browserUseTrigger, 'browserUse', {}, { options: { metadataMatch: { pairs: [{ key: 'campaign', value: 'another' }] } } }, /filtered out: its metadata does not match/],
		['progress that is not selected', browserUseTrigger, 'browserUse', { status: 'started' }, {}, undefined],
		['a test ping', browserUseTrigger, 'browserUse', { event: 'test' }, {}, undefined],
	] as const)('the canvas shows what keeps it out: %s', async (_name, trigger, provider, changes, parameters, message) => {
		const { headers, body } = delivery(provider, { now: Date.now(), ...changes });
		const credential = credentialWith(provider, CURRENT);
		const { context, response } = webhookContext({ nodeType: trigger, credential, headers, rawBody: body, mode: 'manual', parameters });
		const { workflowData } = await trigger.webhook.call(context);
		expect(response.statusCode).toBe(200);
		expect(response.body).toMatchObject({ status: 'ignored' });
		if (message === undefined) expect(workflowData).toBeUndefined();
		else await expect(run(new DeduplicationTable(), '1', workflowData?.[0] ?? [], { mode: 'manual' })).rejects.toThrow(message);
	});
});
