import { deliveryId } from '../../../nodes/delivery/identity';
import { firecrawl } from '../../../nodes/FirecrawlTrigger/firecrawl';
import { processAt } from '../triggerContext';
import { activate, api, heldProcess, LOOKING, MINUTE, NOW, ON, settle } from './recoveringTrigger';

const provider = 'firecrawl' as const;
/** Fifty minutes before. */
const LONG = `${(NOW - 50 * MINUTE).toString(16).padStart(12, '0').replace(/^.{8}/, '$&-')}-7abc-9def-0123456789ab`;
const LISTS = ['crawl', 'batch_scrape', 'extract', 'agent'];

/** A job that began so many minutes ago, and has ended unless it says otherwise. */
const job = (id: string, minutesAgo: number, list = 'crawl', status = 'completed') => ({ id, list, status, createdAt: NOW - minutesAgo * MINUTE });
const asked = () => api.requests.filter((request) => !request.includes('activity')).map((request) => request.replace(/^GET \/v2\/|\?limit=1$/g, ''));

function end(id: string, status = 'completed') {
	Object.assign(api.runs.find((run) => run.id === id) ?? {}, { status });
}

/** As if a delivery had brought it. */
function deliver(process: ReturnType<typeof processAt>, type: string, id: string) {
	const body = { success: true, type, id, webhookId: 'w', data: [], metadata: {} };
	process.claims.take(`workflow-1/node-1/${deliveryId(provider, firecrawl.read(body, undefined)!, body)}`, NOW);
}

test('jobs of every kind that no delivery brought are recovered as their deliveries would have been, with the true outcome', async () => {
	api.add(job(LONG, 50));
	api.add(job('cancelled', 40, 'crawl', 'cancelled'));
	api.add(job('failed', 40, 'batch_scrape', 'failed'));
	api.add(job('extracted', 30, 'extract'));
	api.add(job('agent', 20, 'agent', 'cancelled'));
	const trigger = await activate({ provider });
	expect(trigger.emitted.map(({ item }) => item)).toMatchObject([
		{ provider, event: 'crawl.completed', status: 'cancelled', outcome: 'stopped', runId: 'cancelled', output: null },
		{ event: 'crawl.completed', status: 'completed', outcome: 'succeeded', runId: LONG, error: null, delivery: { scheme: 'api', verified: 'api', source: 'recovery' }, payload: { completed: 2 } },
		{ event: 'batch_scrape.completed', status: 'failed', outcome: 'failed', error: 'The site could not be reached' },
		{ event: 'extract.completed', status: 'completed', outcome: 'succeeded', output: { mugs: 3 } },
		{ event: 'agent.cancelled', status: 'cancelled', outcome: 'stopped', output: null },
	]);
	await trigger.tick(15);
	expect(trigger.runs()).toHaveLength(5);
	expect(api.requests.every((request) => request.startsWith('GET '))).toBe(true);
	// Each job once, and each of the four lists twice.
	expect(api.requests).toHaveLength(5 + 2 * LISTS.length);
});

test('a job that a delivery brought is not asked for, whatever its end was', async () => {
	const process = processAt(NOW);
	for (const [type, list] of [['crawl.completed', 'crawl'], ['extract.failed', 'extract'], ['agent.cancelled', 'agent']]) {
		api.add(job(list, 30, list));
		deliver(process, type, list);
	}
	expect((await activate({ provider, process })).runs()).toEqual([]);
	expect(asked()).toEqual([]);
});

test('what is filtered out by its kind or its id is not asked for', async () => {
	api.add(job('a', 30));
	api.add(job('b', 30, 'agent'));
	api.add(job('c', 30));
	const trigger = await activate({ provider, parameters: { events: ['crawl.completed'] }, options: { ...ON, jobIds: 'c, d' } });
	expect(trigger.runs()).toEqual(['c']);
	expect(asked()).toEqual(['crawl/c']);
});

test('a filter for a status holds for the true one', async () => {
	api.add(job('a', 30, 'crawl', 'cancelled'));
	api.add(job('b', 30));
	expect((await activate({ provider, parameters: { statuses: ['completed'] } })).runs()).toEqual(['b']);
	expect((await activate({ provider, parameters: { statuses: ['cancelled'] } })).runs()).toEqual(['a']);
});

test('a job that goes on is asked for at every look until it has ended, however long that takes', async () => {
	// Its id tells when it began, which is long past when it ends.
	api.add(job(LONG, 50, 'agent', 'processing'));
	const trigger = await activate({ provider });
	for (let look = 0; look < 8; look += 1) await trigger.tick(15);
	expect(trigger.runs()).toEqual([]);
	expect(asked()).toHaveLength(9);
	end(LONG);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual([LONG]);
	await trigger.tick(15);
	expect(asked()).toHaveLength(10);
});

test('after a restart it is still known, and those that had ended before are not asked for again', async () => {
	api.add(job('long', 50, 'crawl', 'scraping'));
	api.add(job('ended', 50));
	const before = await activate({ provider });
	expect(before.runs()).toEqual(['ended']);
	for (let look = 0; look < 3; look += 1) await before.tick(15);
	await before.response.closeFunction?.();
	const staticData = JSON.parse(JSON.stringify(before.staticData)) as object;
	expect(staticData).toMatchObject({ 'node:Firecrawl Trigger': { 'recovery, crawl': { open: ['long'] } } });
	end('long');
	api.requests.length = 0;
	const after = await activate({ provider, staticData, process: processAt(NOW + 60 * MINUTE) });
	expect(after.runs()).toEqual(['long']);
	expect(asked()).toEqual(['crawl/long']);
});

test('a job that began before recovery was switched on is history', async () => {
	api.add(job('earlier', 61));
	expect((await activate({ provider })).runs()).toEqual([]);
	expect((await activate({ provider, staticData: {} })).runs()).toEqual([]);
	expect(asked()).toEqual([]);
});

test('a job that is gone, and one that n8n could not store', async () => {
	api.add(job('stored', 50));
	api.add(job('gone', 50));
	const process = processAt(NOW);
	const trigger = await activate({ provider, process, options: { ...ON, jobIds: 'stored' } });
	trigger.emitted[0].done.reject(new Error('the database is full'));
	await settle();
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['stored', 'stored']);
	api.faults.push({ status: 200, body: JSON.stringify({ success: true, data: [{ id: 'vanished', created_at: new Date(NOW).toISOString() }], cursor: null, has_more: false }) });
	await trigger.tick(15);
	expect(trigger.logged.join()).not.toContain('not completed');
});

test('a long list is read by cursor, as far back as the last look', async () => {
	for (let index = 0; index < 150; index += 1) api.add(job(`crawl_${index}`, 30 + index / 10));
	for (let index = 0; index < 200; index += 1) api.add(job(`old_${index}`, 120 + index));
	const trigger = await activate({ provider });
	expect(trigger.runs()).toHaveLength(150);
	expect(api.requests.filter((request) => request.includes('endpoint=crawl'))).toHaveLength(2);
});

test('more jobs under way than one look asks for: each has its turn', async () => {
	for (let index = 0; index < 250; index += 1) api.add(job(`crawl_${index}`, 30 + index / 100, 'crawl', 'scraping'));
	const trigger = await activate({ provider });
	expect(asked()).toHaveLength(200);
	expect(trigger.logged.join()).toContain('more than 200');
	await trigger.tick(15);
	expect(new Set(asked()).size).toBe(250);
	for (const { id } of api.runs) end(id);
	for (let look = 0; look < 2; look += 1) await trigger.tick(15);
	expect(new Set(trigger.runs()).size).toBe(250);
	expect(trigger.runs()).toHaveLength(250);
});

test.each([
	['429 for ever', [429, 429, 429].map((status) => ({ status })), 'fewer requests (HTTP 429)'],
	['500 for ever', [500, 500, 500].map((status) => ({ status })), 'could not be reached (HTTP 500)'],
	['half of a JSON document', [{ status: 200, body: '{"success":true,"data":[{"id":' }], 'not what its API documents'],
	['more without a cursor', [{ status: 200, body: '{"success":true,"data":[],"cursor":null,"has_more":true}' }], 'not what its API documents'],
	['an error in place of a job', [{ status: 200, body: JSON.stringify({ data: [{ id: 'a', created_at: new Date(NOW - 1000).toISOString() }], has_more: false }) }, { status: 200, body: '{"success":false,"error":"Something broke"}' }], 'Firecrawl answered with an error instead: Something broke.'],
])('%s: a line in the log, the other kinds go on, and the next look catches up', async (_name, faults, expected) => {
	api.add(job('a', 30));
	api.add(job('b', 30, 'agent'));
	api.faults.push(...faults);
	const trigger = await activate({ provider });
	expect(trigger.runs()).toEqual(['b']);
	expect(trigger.logged.filter((line) => line.includes(expected))).toHaveLength(1);
	expect([...trigger.process.looks.values()][0]).toMatchObject(LOOKING);
	await trigger.tick(15);
	expect(trigger.runs()).toEqual(['b', 'a']);
});

test('an address without this API says so once for all kinds', async () => {
	api.denied['/v2/team/activity'] = 404;
	const { logged } = await activate({ provider });
	expect(logged).toEqual([expect.stringMatching(/^Firecrawl, crawl, batch_scrape, extract, agent: looking for missed runs was not completed/)]);
});

test('a look that is closed while a job is asked for emits nothing', async () => {
	api.add(job('a', 30));
	const { process, open } = heldProcess();
	api.faults.push({ status: 200, body: JSON.stringify({ data: [{ id: 'a', created_at: new Date(NOW - 1000).toISOString() }], has_more: false }) }, { status: 503 });
	const trigger = await activate({ provider, process });
	await trigger.response.closeFunction?.();
	open();
	await settle();
	expect([trigger.runs(), api.requests.length]).toEqual([[], 3]);
});
