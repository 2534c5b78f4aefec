import type { IWebhookFunctions } from 'n8n-workflow';

import type { Process } from '../../../nodes/host/process';
import { newProcess } from '../../../nodes/host/process';
import type { ProviderId } from '../../delivery/builders';
import { credentials, NOW, CURRENT, signed } from '../../delivery/builders';
import type { Receiver } from './receivers';
import { receivers } from './receivers';
import { webhookContext } from './webhookContext';

const secretField = { browserUse: 'signingSecret', skyvern: 'apiKey', smartBrowse: 'headerValue', firecrawl: 'webhookSecret' };

function processAt(now: () => number): Process {
	return newProcess(now, async () => undefined);
}

type Call = Partial<Parameters<typeof webhookContext>[0]>;

async function call({ provider, nodeType, execution, receive }: Receiver, changes: Call = {}, process = processAt(() => NOW), spoil: (context: IWebhookFunctions) => void = () => undefined) {
	const delivery = signed(provider);
	const made = webhookContext({ nodeType, execution, credential: credentials[provider], headers: delivery.headers, rawBody: delivery.body, ...changes });
	spoil(made.context);
	return { ...made, result: await receive(made.context, process) };
}

const triggerOf = (id: ProviderId) => receivers.find(({ provider, isTrigger }) => isTrigger && provider === id)!;

test.each(receivers)('$name: the delivery that the cases below spoil is accepted as it is', async (receiver) => {
	const { result } = await call(receiver);
	expect(result.workflowData).toHaveLength(1);
	expect(result.webhookResponse).toEqual({ status: 'accepted' });
});

describe.each(receivers)('$name: never accepted, never an exception', (receiver) => {
	const { provider, isTrigger } = receiver;
	const empty = signed(provider, { secret: '' });
	const delivery = signed(provider);
	const header = Object.keys(delivery.headers).find((name) => /signature|authorization/.test(name)) ?? '';
	const secret = (value: unknown): Call => ({ credential: { [secretField[provider]]: value }, headers: provider === 'smartBrowse' ? { ...empty.headers, authorization: '' } : empty.headers, rawBody: empty.body });
	const headers = (changes: Record<string, unknown>): Call => ({ headers: { ...delivery.headers, ...changes } });

	// n8n itself puts the default in the place of null, and of options that are no collection.
	const settings: typeof cases = [
		...['events', 'statuses'].flatMap((name) => [7, 'x', { a: 1 }, [1]].map((value): [string, number, Call] => [`${name} ${JSON.stringify(value)}`, 503, { parameters: { [name]: value } }])),
		...[-1, Number.NaN, 'abc', {}].map((maximumAge): [string, number, Call] => [`maximum age ${String(maximumAge)}`, 503, { parameters: { options: { maximumAge } } }]),
	];
	const cases: Array<[string, status: number, Call]> = [
		...[undefined, '', '   ', '\n\t', '\0', ' \0\0', 0, 42, null, true, {}, [], ['']].map((value): [string, number, Call] => [`secret ${JSON.stringify(value)}`, 503, secret(value)]),
		['no credential', 503, { credential: {} }],
		['a credential that cannot be decrypted', 503, { credential: new Error(`cannot decrypt ${CURRENT}`) }],
		...[undefined, null, '', Buffer.alloc(0), delivery.body.toString(), {}, [], 7].map((rawBody): [string, number, Call] => [`raw body ${typeof rawBody} ${String(rawBody).length}`, 400, { rawBody }]),
		['the header twice, as a list', 401, headers({ [header]: [delivery.headers[header], delivery.headers[header]] })],
		['the header and another one, joined', 401, headers({ [header]: `${delivery.headers[header]}, ${delivery.headers[header]}x` })],
		['a header of 64 kB', 401, headers({ [header]: 'a'.repeat(65_536) })],
		['a header beyond ASCII', 401, headers({ [header]: 'é'.repeat(64) })],
		['an empty header', 401, headers({ [header]: '' })],
		['no header', 401, headers({ [header]: undefined })],
		['no headers at all', 415, { headers: {} }],
		['form data', 415, headers({ 'content-type': 'multipart/form-data' })],
	];

	test.each([...cases, ...(isTrigger ? settings : [])])('%s: %d', async (_name, status, changes) => {
		const { result, response, logged } = await call(receiver, changes);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response.statusCode).toBe(status);
		expect(logged).toHaveLength(1);
		expect(JSON.stringify([logged, response.body, response.headers])).not.toContain(CURRENT);
	});

	const asked = isTrigger
		? (['getMode', 'getNodeParameter', 'getCredentials', 'getRequestObject', 'getWorkflow'] as const)
		: (['evaluateExpression', 'getCredentials', 'getRequestObject', 'getWorkflow', 'getNode', 'getExecutionId'] as const);
	test.each(asked)('n8n fails in %s', async (method) => {
		const spoil = (context: IWebhookFunctions) => {
			jest.spyOn(context, method).mockImplementation(() => {
				throw new Error('n8n fails');
			});
		};
		const { result, response } = await call(receiver, {}, undefined, spoil);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response.statusCode).toBe(503);
	});

	test('neither the answer nor the log can be written', async () => {
		const { result } = await call(receiver, { headers: {} }, undefined, (context) => {
			jest.spyOn(context.logger, 'warn').mockImplementation(() => {
				throw new Error('gone');
			});
			jest.spyOn(context, 'getResponseObject').mockImplementation(() => {
				throw new Error('gone');
			});
		});
		expect(result).toEqual({ noWebhookResponse: true });
	});
});

test('a secret that was typed into the name of the header is repeated nowhere', async () => {
	const credential = { headerName: `Authorization: ${CURRENT}`, headerValue: CURRENT };
	const { response, logged } = await call(triggerOf('smartBrowse'), { credential });
	expect(response.statusCode).toBe(503);
	expect(logged).toEqual([expect.stringContaining('header_name_invalid')]);
	expect(logged.join().toLowerCase()).not.toContain(CURRENT.toLowerCase());
});

test('a flood of refusals makes three lines a minute for each reason, and the next minute tells how many there were', async () => {
	let now = NOW;
	const process = processAt(() => now);
	const lines: string[] = [];
	const refuse = async (times: number) => {
		for (let k = 0; k < times; k += 1) lines.push(...(await call(triggerOf('skyvern'), { headers: { 'content-type': 'application/json' } }, process)).logged);
	};
	await refuse(50);
	expect(lines).toHaveLength(3);
	now += 60_000;
	await refuse(1);
	expect(lines).toHaveLength(4);
	expect(lines[3]).toContain('47 more like this were not logged');
	expect(lines[0]).toMatch(/^Skyvern delivery refused in workflow "Workflow", node "Skyvern Trigger": .*\(reason: signature_missing\)/);
});
