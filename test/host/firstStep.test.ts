import type { INodeExecutionData } from 'n8n-workflow';

import { BrowserUseTrigger } from '../../nodes/BrowserUseTrigger/BrowserUseTrigger.node';
import { newProcess } from '../../nodes/host/process';
import { receiveDelivery } from '../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentialWith, CURRENT, delivery, NOW, PREVIOUS, providers } from '../delivery/deliveries';
import { executeContext } from './contexts';
import { DeduplicationTable } from './deduplication/deduplicationTable';
import { webhookContext } from './webhook/webhookContext';

const nodeType = new SkyvernTrigger();
const eventOf = (id: unknown) => ({ json: { delivery: { id } } }) as INodeExecutionData;
const [a, b] = ['a', 'b'].map(eventOf);

type Changes = Partial<Pick<Parameters<typeof executeContext>[0], 'mode' | 'parameters'>>;

async function run(table: DeduplicationTable, executionId: string, items: INodeExecutionData[], changes: Changes = {}) {
	const { context, logged } = await executeContext({ nodeType, items, executionId, table, ...changes });
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

	test("n8n's helper takes the row's name from the node of the execution, and the node has its id back", async () => {
		const table = new DeduplicationTable();
		const { context } = await executeContext({ nodeType, items: [a], executionId: '41', table });
		await nodeType.execute.call(context);
		expect([...table.rows.keys()]).toEqual([expect.stringMatching(/n:node-1\/claim-[0-9a-f]{4}$/), expect.stringMatching(/n:node-1\/shelf-[0-9a-f]{2}$/)]);
		expect(context.getExecuteData().node.id).toBe('node-1');
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
		const { out, logged } = await run(table, '7', [a, b]);
		expect(out).toEqual([a, b]);
		expect(logged).toEqual([expect.stringMatching(/^Skyvern Trigger: .*deduplication table.*may run twice/)]);
	});

	test.each([{}, { delivery: null }, { delivery: 'x' }, { delivery: { id: 7 } }, { refusal: { message: 'x' } }])('an item without an id goes on: %j', async (json) => {
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

	type Order = Parameters<typeof delivery>[1];
	type Options = Record<string, unknown>;

	async function listen(id: 'browserUse' | 'skyvern', order: Order, parameters: Options, credential = credentialWith(id, CURRENT)) {
		const nodeType = id === 'browserUse' ? new BrowserUseTrigger() : new SkyvernTrigger();
		const { headers, body: rawBody } = delivery(id, order);
		const { context, response } = webhookContext({ nodeType, credential, headers, rawBody, parameters, mode: 'manual' });
		const result = await receiveDelivery(context, providers[id], newProcess(() => NOW, async () => undefined));
		return { result, response };
	}

	test.each<[string, string, Order, Options, RegExp, RegExp]>([
		['its event', 'event_not_selected', {}, { events: ['workflow_run'] }, /its event "task_run" is not among Events/, /only "workflow_run" may/],
		['its status', 'status_not_selected', {}, { statuses: ['failed', 'canceled'] }, /its status "completed" is not among Statuses/, /only "failed", "canceled" may/],
		['its IDs', 'id_not_matched', { runId: 'tsk_1' }, { options: { runIds: 'tsk_2' } }, /its IDs are not among those under Options/, /run "tsk_1"/],
		['a test delivery', 'test_ping', { runId: 'tsk_sample_1' }, {}, /test delivery arrived and is genuine/, /Listen again and start a real run/],
	])('the canvas shows what keeps out a genuine delivery: %s', async (_name, reason, order, parameters, message, description) => {
		const { result, response } = await listen('skyvern', order, parameters);
		expect(response).toMatchObject({ statusCode: 200, body: { status: 'ignored', reason } });
		const shown = run(new DeduplicationTable(), '1', result.workflowData?.[0] ?? [], { mode: 'manual' });
		await expect(shown).rejects.toMatchObject({ message: expect.stringMatching(message), description: expect.stringMatching(description) });
	});

	test('progress that the user has chosen is explained when an ID keeps it out', async () => {
		const { result } = await listen('browserUse', { status: 'started' }, { statuses: ['started'], options: { taskIds: 'another' } });
		expect(JSON.stringify(result.workflowData)).toContain('its IDs are not among those under Options');
	});

	test('metadata is named by its keys alone', async () => {
		const { result } = await listen('browserUse', {}, { options: { metadataMatch: { pairs: [{ key: 'campaign', value: 'other' }] } } });
		const shown = JSON.stringify(result.workflowData);
		expect(shown).toContain('campaign');
		expect(shown).not.toContain('q4-automation');
	});

	test.each<[string, Order, Options]>([
		['a run under way reports again', { status: 'started' }, { statuses: ['finished'] }],
		['a ping that nothing proves', { event: 'test', secret: 'not known yet' }, {}],
	])('listening goes on: %s', async (_name, order, parameters) => {
		const { result, response } = await listen('browserUse', order, parameters);
		expect(response).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
		expect(result).toEqual({ noWebhookResponse: true });
	});
});
