import { newProcess } from '../../../nodes/host/process';
import { receiveRun } from '../../../nodes/host/runs/receiveRun';
import { signed, NOW, CURRENT } from '../../delivery/builders';
import { webhookContext } from '../webhook/webhookContext';
import { asleepIn, NOTHING_MORE, sleeperIds, sampleRunId, sleepers, sleepFor } from './sleepers';
import type { Sleeper, SleeperId } from './sleepers';

const DAY_MS = 86_400_000;

describe.each(sleeperIds)('%s', (id: SleeperId) => {
	const { nodeType, runs, ended, sleepsOn, newWords }: Sleeper = sleepers[id];
	const runId = sampleRunId(id);
	const [current, previous] = runs.provider.credential.secrets;

	async function deliver({ delivery = signed(id), kept = JSON.stringify(sleepFor(id)), execution = asleepIn(nodeType, kept), process = newProcess(() => NOW, async () => undefined), node = nodeType }: {
		delivery?: ReturnType<typeof signed>;
		kept?: unknown;
		execution?: object;
		process?: ReturnType<typeof newProcess>;
		node?: typeof nodeType;
	} = {}) {
		const credential = { [current.name]: CURRENT, [previous.name]: 'the-previous-one' };
		const { context, response, logged } = webhookContext({ nodeType: node, credential, headers: delivery.headers, rawBody: delivery.body, execution });
		const result = await receiveRun(context, runs, process);
		return { result, response, logged, execution, woken: result.workflowData?.[0] };
	}

	const resting = { noWebhookResponse: true };

	test('the proven end of the run wakes the execution', async () => {
		const { result, woken } = await deliver();
		expect(result.webhookResponse).toEqual({ status: 'accepted' });
		expect(woken).toMatchObject([{ json: { runId: sampleRunId(id), outcome: ended, delivery: { verified: 'signature', source: 'webhook' } }, pairedItem: { item: 0 } }]);
	});

	test.each([
		['signed with the previous secret', signed(id, { secret: 'the-previous-one' })],
		['a month late, since one URL serves one run', signed(id, { now: NOW - 30 * DAY_MS, runId })],
		// The provider would not say it again.
		...newWords.map((changes): [string, ReturnType<typeof signed>] => [`in words that nobody knows yet, ${JSON.stringify(changes)}`, signed(id, changes)]),
	])('%s: accepted', async (_name, delivery) => {
		expect((await deliver({ delivery })).woken).toHaveLength(1);
	});

	test.each([
		['forged', signed(id, { secret: 'somebody-elses' }), 401, { status: 'refused' }],
		['of another run', signed(id, { runId: 'another_run' }), 200, { status: 'ignored', reason: 'id_not_matched' }],
		...sleepsOn.map(([changes, reason]): [string, ReturnType<typeof signed>, number, object] => [JSON.stringify(changes), signed(id, { ...changes, runId }), 200, { status: 'ignored', reason }]),
	])('%s: the execution sleeps on', async (_name, delivery, status, answer) => {
		const { result, response, execution } = await deliver({ delivery });
		expect([result, response.statusCode, response.body]).toEqual([resting, status, answer]);
		expect(execution).toEqual(asleepIn(nodeType, JSON.stringify(sleepFor(id))));
	});

	test.each([
		['nothing', undefined],
		['null', null],
		['a number', 7],
		['no JSON', 'sleep'],
		...[null, [], {}, 'text', { runId: '', token: 't' }, { runId: 7, token: 't' }, { ...sleepFor(id), token: undefined }, { ...sleepFor(id), results: undefined }].map((kept): [string, string] => [JSON.stringify(kept), JSON.stringify(kept)]),
	])('what was kept cannot be read, %s: refused for now', async (_name, kept) => {
		const { result, response, logged } = await deliver({ kept, execution: asleepIn(nodeType, kept) });
		expect([result, response.statusCode]).toEqual([resting, 503]);
		expect(logged).toEqual([expect.stringContaining('(reason: unexpected)')]);
	});

	test('an execution that does not sleep here', async () => {
		const empty = { resultData: { runData: {} }, executionData: { contextData: {}, nodeExecutionStack: [{ node: { name: 'Other' }, data: { main: [[]] }, source: null }] } };
		expect((await deliver({ execution: empty })).response.statusCode).toBe(503);
	});

	test('the name of the node may hold what ends an expression', async () => {
		const node = { ...nodeType, description: { ...nodeType.description, displayName: 'Say "a" }} {{ $json \\ `b`' } } as typeof nodeType;
		expect((await deliver({ node, execution: asleepIn(node, JSON.stringify(sleepFor(id))) })).woken).toHaveLength(1);
	});

	test('twins: one wakes it; what n8n then fails to store may come again', async () => {
		const process = newProcess(() => NOW, async () => undefined);
		const first = await deliver({ process });
		const second = await deliver({ process });
		expect([first.woken, second.woken]).toEqual([expect.any(Array), undefined]);
		expect(second.response.body).toEqual({ status: 'duplicate' });
		first.response.finish(500);
		expect((await deliver({ process })).woken).toHaveLength(1);
	});

	test('public headers go along where they are asked for', async () => {
		const kept = JSON.stringify(sleepFor(id, { includeHeaders: true }));
		const [{ json }] = (await deliver({ kept })).woken!;
		expect(json).toHaveProperty('headers');
		const [other] = (await deliver()).woken!;
		expect(other.json).not.toHaveProperty('headers');
	});

	describe('when more is wanted than the delivery', () => {
		const kept = JSON.stringify(sleepFor(id, { results: { ...NOTHING_MORE, emit: 'record' } }));

		test('the node goes on, with what only webhook() could know', async () => {
			const execution = asleepIn(nodeType, kept);
			const { woken } = await deliver({ kept, execution });
			expect(execution.executionData.nodeExecutionStack[0].node.disabled).toBe(false);
			expect(woken).toMatchObject([{ json: { delivered: { runId: sampleRunId(id) }, token: 'token' } }]);
		});

		test('where n8n hands over something else, the item says what is missing', async () => {
			const execution = asleepIn(nodeType, kept);
			execution.executionData.nodeExecutionStack[0].node.name = 'Another';
			const { woken } = await deliver({ kept, execution });
			expect(execution.executionData.nodeExecutionStack[0].node.disabled).toBe(true);
			expect(woken).toMatchObject([{ json: { runId: sampleRunId(id), error: expect.stringContaining('with the operation Get') } }]);
		});
	});
});
