import fc from 'fast-check';

import { Claims } from '../../../nodes/delivery/claims';
import type { Process } from '../../../nodes/host/process';
import { newProcess } from '../../../nodes/host/process';
import { receiveDelivery } from '../../../nodes/host/webhook/receiveDelivery';
import { SkyvernTrigger } from '../../../nodes/SkyvernTrigger/SkyvernTrigger.node';
import { credentials, NOW, providers, signed } from '../../delivery/builders';
import { webhookContext } from './webhookContext';

function process(): Process {
	return newProcess(() => NOW, async () => undefined);
}

async function deliver(changes: Partial<Parameters<typeof webhookContext>[0]>, here: Process) {
	const delivery = signed('skyvern');
	const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body, ...changes });
	const { workflowData } = await receiveDelivery(made.context, providers.skyvern, here);
	return { started: workflowData !== undefined, response: made.response };
}

describe('claims of the process', () => {
	test('of 100 identical deliveries at once one starts an execution', async () => {
		const here = process();
		const all = await Promise.all(Array.from({ length: 100 }, async () => await deliver({}, here)));
		expect(all.filter(({ started }) => started)).toHaveLength(1);
		expect(all.filter(({ response }) => response.body !== undefined).map(({ response }) => response.body)).toEqual(Array(99).fill({ status: 'duplicate' }));
	});

	test.each<[string, (response: Awaited<ReturnType<typeof deliver>>['response']) => void, boolean]>([
		['acknowledged', (response) => response.finish(200), false],
		['acknowledged otherwise', (response) => response.finish(204), false],
		['answered 199', (response) => response.finish(199), true],
		['answered 302', (response) => response.finish(302), true],
		['answered 404', (response) => response.finish(404), true],
		['answered 413', (response) => response.finish(413), true],
		['answered 500', (response) => response.finish(500), true],
		['hung up first', (response) => response.abort(), true],
	])('%s', async (_name, end, again) => {
		const here = process();
		const { started, response } = await deliver({}, here);
		expect(started).toBe(true);
		end(response);
		expect((await deliver({}, here)).started).toBe(again);
	});

	test('another node, a manual test and Ignore Duplicates off start again', async () => {
		const here = process();
		expect((await deliver({}, here)).started).toBe(true);
		expect((await deliver({ nodeId: 'node-2' }, here)).started).toBe(true);
		expect((await deliver({ mode: 'manual' }, here)).started).toBe(true);
		expect((await deliver({ parameters: { options: { ignoreDuplicates: false } } }, here)).started).toBe(true);
		expect((await deliver({}, here)).started).toBe(false);
	});

	test('what is older than claims reach back starts nothing, unless it is replayed on purpose', async () => {
		const later = newProcess(() => NOW + 8 * 86_400_000, async () => undefined);
		const refused = await deliver({ parameters: { options: { maximumAge: 0 } } }, later);
		expect(refused).toMatchObject({ started: false, response: { statusCode: 401 } });
		expect(await deliver({ parameters: { options: { maximumAge: 0, ignoreDuplicates: false } } }, later)).toMatchObject({ started: true });
	});

	test('a claim that could not be watched is not kept', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		jest.spyOn(made.context, 'getResponseObject').mockImplementationOnce(() => {
			throw new Error('gone');
		});
		await receiveDelivery(made.context, providers.skyvern, here);
		expect(made.response.statusCode).toBe(503);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('a claim whose answer cannot be watched is not kept', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		jest.spyOn(made.response, 'once').mockImplementationOnce(() => {
			throw new Error('gone');
		});
		await receiveDelivery(made.context, providers.skyvern, here);
		expect(made.response.statusCode).toBe(503);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('a duplicate that ends badly leaves the claim where it is', async () => {
		const here = process();
		expect((await deliver({}, here)).started).toBe(true);
		(await deliver({}, here)).response.abort();
		expect((await deliver({}, here)).started).toBe(false);
	});

	test('a duplicate whose caller hangs up before the answer leaves the claim where it is', async () => {
		const here = process();
		const first = await deliver({}, here);
		const delivery = signed('skyvern');
		const second = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		// Nothing leaves any more.
		jest.spyOn(second.response, 'json').mockReturnThis();
		expect((await receiveDelivery(second.context, providers.skyvern, here)).workflowData).toBeUndefined();
		second.response.abort();
		expect((await deliver({}, here)).started).toBe(false);
		first.response.finish(500);
		expect((await deliver({}, here)).started).toBe(true);
	});

	test('who has hung up before the claim takes none', async () => {
		const here = process();
		const delivery = signed('skyvern');
		const made = webhookContext({ nodeType: new SkyvernTrigger(), credential: credentials.skyvern, headers: delivery.headers, rawBody: delivery.body });
		made.response.abort();
		expect((await receiveDelivery(made.context, providers.skyvern, here)).workflowData).toBeDefined();
		expect((await deliver({}, here)).started).toBe(true);
	});

	/** What claims should be: the keys of the last `limit` takings that are not older than the reach. */
	class Model {
		taken: Array<{ key: string; at: number }> = [];
		now = 0;
	}
	const REACH = 10;
	const LIMIT = 5;
	const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
	const take = key.map((name): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model, claims) => {
			model.taken = model.taken.filter(({ at }) => at >= model.now - REACH);
			const expected = !model.taken.some((entry) => entry.key === name);
			expect(claims.take(name, model.now)).toBe(expected);
			if (expected) model.taken = [...model.taken, { key: name, at: model.now }].slice(-LIMIT);
			expect(claims.size).toBe(model.taken.length);
		},
		toString: () => `take ${name}`,
	}));
	const release = key.map((name): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model, claims) => {
			claims.release(name);
			model.taken = model.taken.filter((entry) => entry.key !== name);
		},
		toString: () => `release ${name}`,
	}));
	const wait = fc.nat({ max: 12 }).map((ms): fc.Command<Model, Claims> => ({
		check: () => true,
		run: (model) => {
			model.now += ms;
		},
		toString: () => `wait ${ms}`,
	}));

	test('behave like a set with a clock', () => {
		fc.assert(
			fc.property(fc.commands([take, take, release, wait], { maxCommands: 60, size: 'max' }), (commands) => {
				fc.modelRun(() => ({ model: new Model(), real: new Claims(REACH, LIMIT) }), commands);
			}),
			{ numRuns: 500 },
		);
	});
});
