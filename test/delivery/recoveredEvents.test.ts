import { deliveryId } from '../../nodes/delivery/identity';
import type { DeliveryItem } from '../../nodes/delivery/item';
import type { JsonObject } from '../../nodes/delivery/json';
import type { Provider } from '../../nodes/delivery/provider';
import type { Recovery } from '../../nodes/delivery/recovery';
import type { Run } from '../standIns/runShapes';
import * as shapes from '../standIns/runShapes';
import type { ProviderId } from './deliveries';
import { delivery, deliveryOf, NOW, providers } from './deliveries';

const END = NOW - 60_000;
const SESSION = 'cd9cc7bf-e3af-4181-80a2-73f083bc94b4';
const ID = '019b76d9-bda0-7abc-9def-0123456789ab';

const TASK = 'agent.task.status_update';
const GENERATIONS = ['A', 'B', 'C'];
const aRun = (status: string, more: Partial<Run> = {}): Run => ({ id: ID, status, createdAt: END - 60_000, finishedAt: END, ...more });

interface Case {
	readonly provider: ProviderId;
	/** Which of the provider's lists: its name, or the only one without. */
	readonly list?: string;
	/** The run as the API answers it. */
	readonly recovered: object;
	/** As it was delivered, in all the ways that it may be. */
	readonly delivered: readonly ReturnType<typeof delivery>[];
	/** What the item says of the run. */
	readonly status: string;
	readonly outcome: string;
}

const browserUseTask = (status: string, outcome: string, asDelivered: readonly string[]): Case => ({
	provider: 'browserUse',
	recovered: shapes.task(aRun(status)),
	delivered: asDelivered.flatMap((word) => GENERATIONS.map((generation) => delivery('browserUse', { generation, event: TASK, status: word, runId: ID }))),
	status,
	outcome,
});

const browserUseSession = (status: string, outcome: string, isTaskSuccessful: boolean | null): Case => ({
	provider: 'browserUse',
	list: 'API v3',
	recovered: { ...shapes.session({ ...aRun(status), id: SESSION }), isTaskSuccessful },
	delivered: [
		delivery('browserUse', { event: 'session.status.update', status }),
		delivery('browserUse', { event: 'session.status.update', status, now: NOW + 90_000 }),
		deliveryOf('browserUse', { type: TASK, timestamp: new Date(NOW).toISOString(), payload: { task_id: SESSION, session_id: SESSION, status } }),
	],
	status,
	outcome,
});

const skyvernRun = (status: string, outcome: string, event: 'task_run' | 'workflow_run'): Case => {
	const id = event === 'task_run' ? 'tsk_v2_1' : 'wr_1';
	return {
		provider: 'skyvern',
		recovered: shapes.wholeRun({ ...aRun(status), id }),
		delivered: ['code', 'documents', ...(event === 'task_run' ? ['old'] : [])].map((generation) => delivery('skyvern', { generation, event, status, runId: id })),
		status,
		outcome,
	};
};

const smartBrowseRun = (status: string, outcome: string): Case => ({
	provider: 'smartBrowse',
	recovered: shapes.recipeRun(aRun(status)),
	delivered: ['short', 'prefixed'].map((generation) => delivery('smartBrowse', { generation, event: status, status, runId: ID })),
	status,
	outcome,
});

/** `word`: the end of the event's name, whatever became of the job. */
const firecrawlJob = (list: string, status: string, outcome: string, word = status): Case => ({
	provider: 'firecrawl',
	list,
	recovered: { id: ID, ...shapes.job(aRun(status, { list })) },
	delivered: ['one', 'another'].map((webhookId) => deliveryOf('firecrawl', { success: word === 'completed', type: `${list}.${word}`, id: ID, webhookId, data: [], metadata: {} })),
	status,
	outcome,
});

const cases: readonly Case[] = [
	browserUseTask('finished', 'succeeded', ['finished', 'idle']),
	browserUseTask('failed', 'failed', ['failed', 'stopped']),
	browserUseTask('stopped', 'stopped', ['stopped']),
	browserUseSession('stopped', 'succeeded', true),
	browserUseSession('stopped', 'failed', false),
	browserUseSession('stopped', 'stopped', null),
	browserUseSession('timed_out', 'succeeded', true),
	browserUseSession('error', 'failed', null),
	...(['task_run', 'workflow_run'] as const).flatMap((event) => [
		skyvernRun('completed', 'succeeded', event),
		skyvernRun('failed', 'failed', event),
		skyvernRun('terminated', 'failed', event),
		skyvernRun('timed_out', 'failed', event),
		skyvernRun('canceled', 'stopped', event),
	]),
	smartBrowseRun('completed', 'succeeded'),
	smartBrowseRun('failed', 'failed'),
	smartBrowseRun('cancelled', 'stopped'),
	...['crawl', 'batch_scrape'].flatMap((list) => [
		firecrawlJob(list, 'completed', 'succeeded'),
		firecrawlJob(list, 'failed', 'failed', 'completed'),
		firecrawlJob(list, 'cancelled', 'stopped', 'completed'),
	]),
	firecrawlJob('extract', 'completed', 'succeeded'),
	firecrawlJob('extract', 'failed', 'failed'),
	firecrawlJob('agent', 'completed', 'succeeded'),
	firecrawlJob('agent', 'failed', 'failed'),
	firecrawlJob('agent', 'cancelled', 'stopped'),
];

function listOf(provider: Provider, name?: string): Recovery {
	const list = provider.recovery?.find((one) => one.name === name);
	if (list === undefined) throw new Error(`${provider.id} has no list ${name}`);
	return list;
}

const named = cases.map((one) => [`${one.provider}${one.list === undefined ? '' : ` ${one.list}`}, ${one.status}, ${one.outcome}`, one] as const);

test.each(named)('delivered and recovered are one event: %s', (_name, { provider, list, recovered, delivered, status, outcome }) => {
	const record: Provider = providers[provider];
	const run = recovered as JsonObject;
	const event = listOf(record, list).read(run);
	expect(event).toMatchObject({ status, outcome });
	const id = deliveryId(provider, event!, run);
	expect(delivered.length).toBeGreaterThan(0);
	for (const { body } of delivered) {
		const parsed = JSON.parse(body.toString()) as JsonObject;
		expect(deliveryId(provider, record.read(parsed, NOW)!, parsed)).toBe(id);
	}
});

test('every status that ends a run is among them, for every list', () => {
	const covered = (provider: ProviderId, list?: string) => new Set(cases.flatMap((one) => (one.provider === provider && one.list === list ? [one.status] : [])));
	const words = ['finished', 'completed', 'failed', 'stopped', 'canceled', 'cancelled', 'terminated', 'timed_out', 'error'];
	const listed = (provider: ProviderId, shape: (run: Run) => object, list?: string) =>
		new Set(words.filter((status) => listOf(providers[provider], list).listed(shape(aRun(status)) as JsonObject)?.hasEnded));
	// What is no word of the API's own counts as an end all the same.
	expect([...listed('browserUse', (run) => ({ ...shapes.task(run), status: run.status }))]).toEqual(expect.arrayContaining([...covered('browserUse')]));
	expect(listed('browserUse', (run) => ({ ...shapes.session(run), status: run.status }), 'API v3')).toEqual(covered('browserUse', 'API v3'));
	expect(listed('skyvern', shapes.listItem)).toEqual(covered('skyvern'));
	expect(listed('smartBrowse', shapes.lastRun)).toEqual(covered('smartBrowse'));
});

test('an idle session is left until it ends: its deliveries are events of their own', () => {
	expect(listOf(providers.browserUse, 'API v3').listed(shapes.session(aRun('idle')) as JsonObject)).toMatchObject({ hasEnded: false });
});

describe('a run of API v4', () => {
	const list = listOf(providers.browserUse, 'API v4');
	const read = (run: object) => list.read(run as JsonObject)!;

	test.each([
		['completed', 'succeeded', { title: 'The title' }, null],
		['failed', 'failed', null, 'The page did not load'],
		['cancelled', 'stopped', null, null],
	])('%s: %s', (status, outcome, output, error) => {
		const run = shapes.runSummary(aRun(status));
		expect(list.listed(run as JsonObject)).toMatchObject({ id: ID, hasEnded: true, startedAt: END - 60_000, endedAt: END });
		expect(read(run)).toMatchObject({ event: 'agent.run.status_update', status, outcome, runId: ID, sessionId: run.sessionId, occurredAt: END, output, error });
	});

	test.each(['queued', 'dispatching', 'running'])('%s: goes on', (status) => {
		const run = shapes.runSummary(aRun(status));
		expect(list.listed(run as JsonObject)).toMatchObject({ hasEnded: false });
		expect(read(run).outcome).toBe('inProgress');
	});

	test('is asked for where it is, for its result', () => {
		const results = (providers.browserUse as Provider).results!;
		expect(results.paths({ event: 'agent.run.status_update', runId: ID, sessionId: SESSION } as DeliveryItem)).toEqual([`/api/v4/runs/${ID}`]);
		expect(results.read(shapes.runSummary(aRun('completed')) as JsonObject)).toMatchObject({ status: 'completed', outcome: 'succeeded', output: { title: 'The title' }, error: null, details: { costUsd: 0.0125 } });
		expect(results.read(shapes.runSummary(aRun('running')) as JsonObject)).toBe('unfinished');
	});

	test('is one event before and after it is judged', () => {
		const ids = [aRun('completed'), aRun('completed', { finishedAt: END + 30_000 })].map((run) => deliveryId('browserUse', read(shapes.runSummary(run)), {}));
		expect(new Set(ids).size).toBe(1);
	});
});

describe('a job of Firecrawl', () => {
	test.each([
		['crawl', null],
		['batch_scrape', null],
		['extract', { mugs: 3 }],
		['agent', { mugs: 3 }],
	])('%s: has the output that its delivery would have had', (list, output) => {
		expect(listOf(providers.firecrawl, list).read({ id: ID, ...shapes.job(aRun('completed', { list })) } as JsonObject)).toMatchObject({ event: `${list}.completed`, output });
	});

	test.each(['extract', 'agent'])('%s: an empty list is no output, as with Include Result', (list) => {
		const answer = { id: ID, status: 'completed', success: true, data: [] };
		const event = listOf(providers.firecrawl, list).read(answer)!;
		expect(event).toMatchObject({ outcome: 'succeeded', output: null });
		expect((providers.firecrawl as Provider).results!.read(answer)).toMatchObject({ output: event.output });
	});

	test.each([
		['crawl', 'scraping'],
		['batch_scrape', 'scraping'],
		['extract', 'processing'],
		['agent', 'processing'],
	])('%s: %s goes on', (list, status) => {
		expect(listOf(providers.firecrawl, list).read({ id: ID, ...shapes.job(aRun(status, { list })) } as JsonObject)).toMatchObject({ outcome: 'inProgress' });
	});

	test('one that failed says why', () => {
		expect(listOf(providers.firecrawl, 'crawl').read({ id: ID, ...shapes.job(aRun('failed')) } as JsonObject)).toMatchObject({ error: 'The site could not be reached' });
	});
});
