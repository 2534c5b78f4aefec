import { sleep } from 'n8n-workflow';

import type { DeliveryItem } from '../../nodes/delivery/item';
import type { Recovery } from '../../nodes/delivery/recovery';
import { keptAs } from '../../nodes/host/recovery/keepLooks';
import { recoverMissedRuns } from '../../nodes/host/recovery/recoverMissedRuns';
import { SmartBrowse } from '../../nodes/SmartBrowse/SmartBrowse.node';
import { smartBrowseNode } from '../../nodes/SmartBrowse/smartBrowseRuns';
import { smartBrowse } from '../../nodes/SmartBrowseTrigger/smartBrowse';
import { SmartBrowseTrigger } from '../../nodes/SmartBrowseTrigger/SmartBrowseTrigger.node';
import { deliveryOf, judged, request } from '../delivery/deliveries';
import type { Operation } from '../host/runs/operate';
import { API_KEY, failureOf, NOW, outputsOf } from '../host/runs/operate';
import { processAt, triggerContext } from '../host/triggerContext';
import { OUTPUT, RECIPE, startSmartBrowseApi } from '../standIns/smartBrowseApi';

// The first request waits for n8n's HTTP client to be loaded.
jest.setTimeout(60_000);

const MINUTE = 60_000;
let api: Awaited<ReturnType<typeof startSmartBrowseApi>>;

beforeAll(async () => {
	api = await startSmartBrowseApi({ apiKey: API_KEY, now: () => NOW - 5 * MINUTE });
});

beforeEach(() => {
	api.reset();
});

afterAll(async () => {
	await api.stop();
});

const step = (parameters: Record<string, unknown> = {}, more: Partial<Operation> = {}): Operation => ({
	nodeType: new SmartBrowse(),
	runs: smartBrowseNode,
	baseUrl: api.baseUrl,
	parameters: { operation: 'runAndWait', recipeId: RECIPE, ...parameters },
	...more,
});

test('Start: the recipe alone, and the run that has begun', async () => {
	expect(await outputsOf(step({ operation: 'start', recipeId: ` ${RECIPE} ` }))).toMatchObject([
		[{ provider: 'smartBrowse', status: 'queued', outcome: 'inProgress', runId: api.latest().id, recipeId: RECIPE, output: null, payload: { run_id: api.latest().id, run_status: 'queued' }, delivery: { verified: 'api', source: 'api' } }],
	]);
	expect(api.starts()).toEqual([{ method: 'POST', path: `/smartbrowse/recipes/${RECIPE}/run`, body: undefined }]);
});

test('an ID is one part of a path, whatever it holds', async () => {
	expect(await failureOf(step({ operation: 'start', recipeId: '../x?y' }))).toMatch(/found nothing to start \(HTTP 404\)/);
	expect(api.starts()[0].path).toBe('/smartbrowse/recipes/..%2Fx%3Fy/run');
});

test('Run and Wait: the records on its pages', async () => {
	expect(await outputsOf(step())).toMatchObject([[{ event: 'completed', status: 'completed', outcome: 'succeeded', recipeId: RECIPE, output: OUTPUT, error: null }], []]);
});

test.each([
	['failed', { outcome: 'failed', error: 'The page did not load', output: null }],
	['cancelled', { outcome: 'stopped', output: null }],
])('a run that is %s has ended', async (status, item) => {
	api.setScript(['queued', 'running', status]);
	expect(await outputsOf(step())).toMatchObject([[{ event: status, status, ...item }], []]);
});

const counted = (result: unknown, items = 3) => (id: string) => ({ status: 'completed', data: { id, recipe_id: RECIPE, run_status: 'completed', items_extracted: items, result } });
const LACKS = 'SmartBrowse counts 3 records in this run, and hands out none. They may have expired, or not be stored yet. Ask for the run later by its id.';

test.each<[name: string, answer: (id: string) => object, item: object]>([
	['an empty list', counted({ pages: [{ items: [] }] }), { output: null, error: LACKS }],
	['no result', counted(null), { output: null, error: LACKS }],
	['nothing found', counted({ pages: [] }, 0), { output: [], error: null }],
])('Get: a run that counts records and has %s', async (_name, answer, item) => {
	const { id } = api.begin(RECIPE);
	api.planAnswer(`GET /smartbrowse/runs/${id}`, 200, answer(id));
	expect(await outputsOf(step({ operation: 'get', runId: id }))).toMatchObject([[{ outcome: 'succeeded', ...item }]]);
});

test('Get with Include Result: records that are stored a moment later are there', async () => {
	api.setScript(['completed']);
	const { id } = api.begin(RECIPE);
	api.planAnswer(`GET /smartbrowse/runs/${id}`, 200, counted(null)(id));
	expect(await outputsOf(step({ operation: 'get', runId: id, options: { includeResult: true } }))).toMatchObject([[{ outcome: 'succeeded', output: OUTPUT, error: null }]]);
});

test('One Item per Record and Include Result are those of the trigger', async () => {
	const [items] = await outputsOf(step({ options: { emit: 'record', includeResult: true } }));
	expect(items).toMatchObject(OUTPUT.map((output, index) => ({ output, delivery: { index, total: 3 }, result: { mode: 'replay', creditsUsed: 4 } })));
});

test('when the time is up, the run leaves by the second output', async () => {
	api.setScript(['queued', 'running']);
	expect(await outputsOf(step({ runTimeLimit: 1 }))).toMatchObject([[], [{ runId: api.latest().id, outcome: 'inProgress' }]]);
});

test('nothing stops a run', async () => {
	const stop = new SmartBrowse().description.properties.find(({ name }) => name === 'operation')?.options?.map((option) => 'value' in option && option.value);
	expect(stop).toEqual(['get', 'runAndWait', 'start']);
	expect(await failureOf(step({ operation: 'stop', runId: api.begin(RECIPE).id }))).toBe('SmartBrowse cannot stop this kind of run.');
});

test.each<[name: string, status: number, code: string, message: string, sentence: RegExp]>([
	['402', 402, 'insufficient_credits', 'Not enough credits', /wants to be paid before it can start the run \(HTTP 402\)\. It says: Not enough credits\. Add credits/],
	['409', 409, 'conflict', 'The recipe is being edited.', /refused to start the run \(HTTP 409\)\. It says: The recipe is being edited\. Correct/],
	['422', 422, 'validation_failed', 'Recipe has no steps', /refused to start the run \(HTTP 422\)\. It says: Recipe has no steps\. Correct/],
	['502', 502, 'bad_gateway', 'x', /may have begun, and it is not started again by itself/],
])('a start that fails with %s', async (_name, status, code, message, sentence) => {
	api.planAnswer(`POST /smartbrowse/recipes/${RECIPE}/run`, status, { status: 'error', error: { code, message } });
	expect(await failureOf(step())).toMatch(sentence);
	expect(api.starts()).toHaveLength(1);
});

test('Get: how a run stands, and what nobody knows', async () => {
	api.setScript(['queued', 'running', 'completed']);
	const { id } = api.begin(RECIPE);
	const get = step({ operation: 'get', runId: id });
	expect(await outputsOf(get)).toMatchObject([[{ outcome: 'inProgress', status: 'running' }]]);
	expect(await outputsOf(get)).toMatchObject([[{ outcome: 'succeeded', output: OUTPUT }]]);
	expect(await failureOf(step({ operation: 'get', runId: 'unknown' }))).toMatch(/SmartBrowse knows no run with the ID unknown \(HTTP 404\)/);
});

/** All of it but when n8n heard of it, and how. */
const comparable = (item: DeliveryItem) => ({ ...item, receivedAt: 'at some time', delivery: item.delivery.id });

test('the item is that of recovery', async () => {
	api.setScript(['completed']);
	const { id } = api.begin(RECIPE);
	const [[item]] = await outputsOf(step({ operation: 'get', runId: id }));
	const looking = { since: NOW - 60 * MINUTE, lookedAt: NOW - 60 * MINUTE };
	const trigger = triggerContext({
		nodeType: new SmartBrowseTrigger(),
		options: { recoverMissedRuns: true },
		credential: { apiKey: API_KEY, headerValue: 'secret', baseUrl: api.baseUrl },
		apiHeaders: { 'X-API-Key': API_KEY },
		staticData: { 'node:SmartBrowse Trigger': Object.fromEntries((smartBrowse.recovery as readonly Recovery[]).map((list) => [keptAs(list), looking])) },
	});
	await recoverMissedRuns(trigger.context, smartBrowse, processAt(NOW));
	while (trigger.emitted.length === 0) await sleep(0);
	expect(trigger.emitted.map(({ item: recovered }) => comparable(recovered))).toEqual([comparable(item)]);
});

test('the item has what the webhook says, and its delivery ID', async () => {
	api.setScript(['failed']);
	const { id } = api.begin(RECIPE);
	const [[item]] = await outputsOf(step({ operation: 'get', runId: id }));
	const body = { event: 'failed', timestamp: item.occurredAt, run_id: id, recipe_id: RECIPE, status: 'failed', pages_extracted: 0, items_extracted: 0, credits_used: 0, mode: 'replay', drift: false, warnings: [], error: 'The page did not load' };
	const { verdict } = await judged('smartBrowse', { request: request(deliveryOf('smartBrowse', body)), settings: { maximumAge: 0 } });
	expect(verdict).toMatchObject({ kind: 'accepted', item: { ...item, receivedAt: expect.any(String), delivery: { id: item.delivery.id }, payload: body } });
});
