import { Firecrawl } from '../../nodes/Firecrawl/Firecrawl.node';
import { firecrawlNode } from '../../nodes/Firecrawl/firecrawlRuns';
import { newProcess } from '../../nodes/host/process';
import { receiveRun } from '../../nodes/host/runs/receiveRun';
import { CURRENT, deliveryOf, NOW } from '../delivery/deliveries';
import { asleepIn, NOTHING_MORE } from '../host/runs/sleepers';
import { webhookContext } from '../host/webhook/webhookContext';

const ID = '019df960-5f2a-75fb-a98b-bd2d32ca67d4';
const HEADER_VALUE = 'Bearer header-value-of-a-test-0123456789';
const nodeType = new Firecrawl();

/** What a sleeping execution answers to a report, and whether it wakes. */
async function deliver(report: object, credential: object = { webhookSecret: CURRENT }, headers?: Record<string, string>) {
	const { headers: signed, body } = deliveryOf('firecrawl', { success: true, id: ID, webhookId: 'w', data: [], metadata: {}, ...report });
	const kept = JSON.stringify({ runId: ID, results: { ...NOTHING_MORE, includeResult: true }, includeHeaders: false, token: 'token' });
	const { context, response } = webhookContext({ nodeType, credential: { ...credential }, headers: headers === undefined ? signed : { 'content-type': 'application/json', ...headers }, rawBody: body, execution: asleepIn(nodeType, kept) });
	const { webhookResponse, workflowData } = await receiveRun(context, firecrawlNode, newProcess(() => NOW, async () => undefined));
	return { answer: webhookResponse ?? response.body, woken: workflowData?.[0] };
}

test.each(firecrawlNode.endings ?? [])('%s wakes the execution', async (type) => {
	const { answer, woken } = await deliver({ type });
	expect(answer).toEqual({ status: 'accepted' });
	expect(woken).toMatchObject([{ json: { delivered: { event: type, runId: ID } } }]);
});

test.each(['crawl.started', 'crawl.page', 'batch_scrape.page', 'agent.action', 'monitor.check.completed', 'monitor.page', 'crawl.paused'])('%s does not', async (type) => {
	expect(await deliver({ type })).toEqual({ answer: { status: 'ignored', reason: 'event_not_selected' }, woken: undefined });
});

test('the end of another job does not', async () => {
	expect(await deliver({ type: 'crawl.completed', id: '019df960-5f2a-75fb-a98b-000000000000' })).toEqual({ answer: { status: 'ignored', reason: 'id_not_matched' }, woken: undefined });
});

test.each([
	['with it', HEADER_VALUE, { status: 'accepted' }, true],
	['with another', 'Bearer another', { status: 'refused' }, false],
])('where nothing is signed, the header of the credential proves it: %s', async (_name, value, answer, wakes) => {
	const said = await deliver({ type: 'crawl.completed' }, { headerName: 'X-Token', headerValue: HEADER_VALUE }, { 'x-token': value });
	expect(said.answer).toEqual(answer);
	expect(said.woken !== undefined).toBe(wakes);
});
