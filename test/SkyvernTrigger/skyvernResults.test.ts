import type { INodeExecutionData } from 'n8n-workflow';

import type { DeliveryItem } from '../../nodes/delivery/item';
import type { JsonObject } from '../../nodes/delivery/json';
import { firstStep } from '../../nodes/host/firstStep';
import { newProcess } from '../../nodes/host/process';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';
import { skyvernResults } from '../../nodes/SkyvernTrigger/skyvernResults';
import { SkyvernTrigger } from '../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { CURRENT, delivery, deliveryOf, judged, NOW, request } from '../delivery/deliveries';
import { executeContext } from '../host/contexts';
import { DeduplicationTable } from '../host/deduplication/deduplicationTable';
import { RECORDS, startResultApis } from '../standIns/resultApis';

let api: Awaited<ReturnType<typeof startResultApis>>;

beforeAll(async () => {
	api = await startResultApis({ apiKey: CURRENT });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

async function itemOf(one: ReturnType<typeof delivery>, events: readonly string[] = []) {
	const { verdict } = await judged('skyvern', { request: request(one), settings: { events } });
	if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
	return verdict.item;
}

async function withOptions(item: DeliveryItem, options: object) {
	const { context } = await executeContext({
		nodeType: new SkyvernTrigger(),
		items: [{ json: { ...item } }] as unknown as INodeExecutionData[],
		executionId: '1',
		table: new DeduplicationTable(),
		parameters: { options: { ignoreDuplicates: false, ...options } },
		credential: { apiKey: CURRENT, baseUrl: api.baseUrl },
		apiHeaders: { 'x-api-key': CURRENT },
	});
	const [out] = await firstStep(context, skyvern, newProcess(() => NOW, async () => undefined));
	return out.map(({ json }) => json as unknown as DeliveryItem);
}

const results = skyvernResults((run) => skyvern.read(run, undefined));
const canceled = { run_id: 'tsk_1', run_type: 'task_v2', status: 'canceled', output: null, browser_session_id: null };

test('Include Result: the session, which no delivery names, and what else the API says of the run', async () => {
	const item = await itemOf(deliveryOf('skyvern', canceled));
	expect(item).toMatchObject({ status: 'canceled', outcome: 'stopped', sessionId: null });
	expect(await withOptions(item, { includeResult: true })).toEqual([
		{
			...item,
			status: 'completed',
			outcome: 'succeeded',
			sessionId: 'pbs_490440779503357001',
			output: RECORDS,
			files: [
				{ kind: 'download', name: 'mugs.pdf', url: 'https://files.example/fresh.pdf', size: 10 },
				{ kind: 'recording', name: 'recording', url: 'https://files.example/fresh.webm', size: null },
			],
			result: { stepCount: 4, appUrl: 'https://app.skyvern.com/runs/tsk_1' },
		},
	]);
	expect(api.requests).toMatchObject([{ path: '/v1/runs/tsk_1', key: CURRENT }]);
});

test('without the option nothing is asked, and what the delivery says stays', async () => {
	const item = await itemOf(deliveryOf('skyvern', canceled));
	expect(await withOptions(item, {})).toEqual([item]);
	expect(api.requests).toEqual([]);
});

test.each(['attempt', 'test'])('%s: there is no result to ask for', async (event) => {
	const item = await itemOf(delivery('skyvern', { event }), [event]);
	expect(await withOptions(item, { includeResult: true })).toEqual([item]);
	expect(api.requests).toEqual([]);
});

test.each<[string, JsonObject, unknown]>([
	['a run that goes on', { run_id: 'wr_1', status: 'running' }, 'unfinished'],
	['a run that Skyvern tries again', { run_id: 'wr_1', status: 'failed', retry_pending: true }, 'unfinished'],
	['what is no run', { hello: 1 }, undefined],
	['an error in place of a run', { detail: 'Not found' }, { why: 'Skyvern answered with an error instead: Not found.' }],
	['another error in place of a run', { error: { message: 'No credits.' } }, { why: 'Skyvern answered with an error instead: No credits.' }],
	['a run without a session', { run_id: 'wr_1', status: 'failed', failure_reason: 'why' }, expect.objectContaining({ status: 'failed', outcome: 'failed', sessionId: null, error: 'why', details: { stepCount: null, appUrl: null } })],
])('the answer of the API: %s', (_name, answer, result) => {
	expect(results.read(answer)).toEqual(result);
});

test('an id is one part of a path', async () => {
	const item = await itemOf(deliveryOf('skyvern', { ...canceled, run_id: '../x?y' }));
	expect(results.paths(item)).toEqual(['/v1/runs/..%2Fx%3Fy']);
	expect(results.paths({ ...item, runId: null })).toEqual([]);
});
