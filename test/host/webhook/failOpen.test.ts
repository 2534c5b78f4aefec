import fc from 'fast-check';
import type { IWebhookFunctions } from 'n8n-workflow';

import type { Process } from '../../../nodes/host/process';
import { newProcess } from '../../../nodes/host/process';
import { credentialWith, CURRENT, delivery, NOW, PREVIOUS } from '../../delivery/deliveries';
import type { Receiver } from './receivers';
import { receivers } from './receivers';
import { webhookContext } from './webhookContext';

function processAt(now = NOW): Process {
	return newProcess(() => now, async () => undefined);
}

type Changes = Partial<Parameters<typeof webhookContext>[0]>;

async function receiveAt({ provider: id, nodeType, execution, receive }: Receiver, changes: Changes, spoil: (context: IWebhookFunctions) => void = () => undefined) {
	const { headers, body } = delivery(id);
	const credential = credentialWith(id, CURRENT);
	const made = webhookContext({ nodeType, execution, credential, headers, rawBody: body, ...changes });
	spoil(made.context);
	const result = await receive(made.context, processAt());
	const told = JSON.stringify([made.response.body, made.response.headers, made.logged, result]);
	return { ...made, result, told };
}

describe.each(receivers)('$name', (receiver) => {
	const { provider: id, isTrigger } = receiver;
	// A secret that is no text must not be made one: whoever guesses how it prints could sign with it.
	const secrets = [undefined, null, '', ' ', '\n', 0, 42, true, false, {}, [], ['a'], { a: 1 }];
	const guesses = (secret: unknown) => [String(secret), String(secret).trim(), String(JSON.stringify(secret))].map((text) => [secret, text] as const);

	test.each(secrets.flatMap(guesses))('a secret of %j is none, also for one who signs with %j', async (secret, guess) => {
		const { headers, body: rawBody } = delivery(id, { secret: guess });
		const { result, response, credentialReads } = await receiveAt(receiver, { credential: credentialWith(id, secret), headers, rawBody });
		expect([result, response.statusCode, credentialReads()]).toEqual([{ noWebhookResponse: true }, 503, 1]);
		expect(response.headers).toEqual({ 'Retry-After': '60' });
	});

	test.each([null, undefined, 'text', 7, [], { data: credentialWith(id, CURRENT) }])('a credential of another shape: %j', async (credential) => {
		const { result, response } = await receiveAt(receiver, { credential: credential as never });
		expect([result, response.statusCode]).toEqual([{ noWebhookResponse: true }, 503]);
	});

	test('what n8n says of a failure stays out of the answer and the log', async () => {
		const fails = new Error(`cannot decrypt ${CURRENT}`);
		const lookup = await receiveAt(receiver, { credential: fails });
		const parameter = await receiveAt(receiver, {}, (context) => {
			jest.spyOn(context, isTrigger ? 'getNodeParameter' : 'evaluateExpression').mockImplementation(() => {
				throw fails;
			});
		});
		const headers = { 'content-type': 'application/json', [Object.keys(delivery(id).headers)[1]]: PREVIOUS };
		const forged = await receiveAt(receiver, { headers });
		for (const { result, told, logged } of [lookup, parameter, forged]) {
			expect(result).toEqual({ noWebhookResponse: true });
			expect(logged).toHaveLength(1);
			expect(told).not.toContain(CURRENT);
			expect(told).not.toContain(PREVIOUS);
		}
	});

	test('a logger that throws', async () => {
		const { result, response } = await receiveAt(receiver, { headers: { 'content-type': 'application/json' } }, (context) => {
			jest.spyOn(context.logger, 'warn').mockImplementation(() => {
				throw new Error('disk full');
			});
		});
		expect([result, response.body]).toEqual([{ noWebhookResponse: true }, expect.objectContaining({ status: expect.stringMatching(/refused/) })]);
	});

	test.each(['status', 'set', 'json'] as const)('an answer whose %s throws', async (method) => {
		const { result, logged } = await receiveAt(receiver, { headers: {} }, (context) => {
			jest.spyOn(context.getResponseObject(), method).mockImplementation(() => {
				throw new Error('socket gone');
			});
		});
		expect(result).toEqual({ noWebhookResponse: true });
		expect(logged).toEqual([expect.stringContaining('content_type_not_json')]);
	});

	test('random parameters on a forged delivery, random credentials on a genuine one', async () => {
		const forged = delivery(id, { secret: PREVIOUS });
		const options = fc.oneof(fc.anything(), fc.record({ maximumAge: fc.anything(), runIds: fc.anything(), metadataMatch: fc.anything(), ignoreDuplicates: fc.anything() }, { requiredKeys: [] }));
		const parameters = fc.record({ events: fc.anything(), statuses: fc.anything(), options });
		const fields = Object.fromEntries(Object.keys(credentialWith(id, '')).map((name) => [name, fc.anything()]));
		const credentials = fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] }));
		await fc.assert(
			fc.asyncProperty(parameters, credentials, async (some, credential) => {
				const one = await receiveAt(receiver, { parameters: some, headers: forged.headers, rawBody: forged.body });
				const other = await receiveAt(receiver, { parameters: { events: [], statuses: [] }, credential: credential as never });
				for (const { result, response } of [one, other]) {
					expect(result).toEqual({ noWebhookResponse: true });
					expect([401, 503]).toContain(response.statusCode);
				}
			}),
			{ numRuns: 150 },
		);
	});
});
