import type { JsonObject } from '../../../nodes/delivery/json';
import type { RunField } from '../../../nodes/delivery/runs';
import { readFields } from '../../../nodes/host/runs/fields';
import { Skyvern } from '../../../nodes/Skyvern/Skyvern.node';
import { skyvernNode } from '../../../nodes/Skyvern/skyvernRuns';
import { contextOf } from './operate';

async function read(fields: RunField[], parameters: Record<string, unknown>, items: JsonObject[] = [{}], index = 0) {
	const context = await contextOf({ nodeType: new Skyvern(), runs: skyvernNode, baseUrl: '', parameters: { kind: 'task', operation: 'start', ...parameters }, items });
	return readFields(context, fields, index);
}

const field = (as?: RunField['as'], more: Partial<RunField> = {}): RunField => ({ parameter: 'prompt', member: 'it', label: 'It', ...(as !== undefined && { as }), ...more });

test.each<[as: RunField['as'], raw: unknown, member: unknown]>([
	['text', ' a ', 'a'],
	['text', '', undefined],
	['text', '   ', undefined],
	['text', null, undefined],
	['text', 7, '7'],
	['text', { a: 1 }, '{"a":1}'],
	['number', 5, 5],
	['number', 0.5, 0.5],
	['number', '5', 5],
	['number', ' 5 ', 5],
	['number', 0, 0],
	['number', '', undefined],
	['limit', 5, 5],
	['limit', '5', 5],
	['limit', 0, undefined],
	['limit', '0', undefined],
	['boolean', true, true],
	['boolean', false, false],
	['boolean', ' True', true],
	['boolean', 'no', false],
	['json', '{"a":[1]}', { a: [1] }],
	['json', { a: [1] }, { a: [1] }],
	['json', 'null', null],
	['json', '', undefined],
	['list', 'a, b\nc,,', ['a', 'b', 'c']],
	['list', ['a', ' b ', ''], ['a', 'b']],
	['list', ' , ', undefined],
	['mapper', { value: { a: 1, b: null, c: '', d: false } }, { a: 1, d: false }],
	['mapper', { value: null }, undefined],
	['mapper', { value: { a: null } }, undefined],
])('as %s, %j is %j', async (as, raw, member) => {
	expect(await read([field(as)], { prompt: raw })).toEqual(member === undefined ? {} : { it: member });
});

test('a resource locator is its value', async () => {
	const parameters = { kind: 'agent', agent: { __rl: true, mode: 'id', value: ' wpid_1 ' } };
	expect(await read([{ parameter: 'agent', member: 'workflow_id', label: 'Agent', as: 'locator' }], parameters)).toEqual({ workflow_id: 'wpid_1' });
});

test.each<[name: string, field: RunField, raw: unknown, sentence: string]>([
	['an empty one that is needed', field('text', { required: true }), ' ', 'It is empty. Fill it in, or correct the expression in it.'],
	['a list of nothing that is needed', field('list', { required: true }), '', 'It is empty. Fill it in, or correct the expression in it.'],
	...['many', -1, true, [], [5], Number.NaN, Number.POSITIVE_INFINITY].map((raw): [string, RunField, unknown, string] => [`no number, ${String(raw)},`, field('number'), raw, 'It is not a number of 0 or more. Correct it, or the expression in it.']),
	['a limit below 0', field('limit'), -1, 'It is not a number of 0 or more. Correct it, or the expression in it.'],
	...['', ' ', null, '={{ undefined }}'].map((raw): [string, RunField, unknown, string] => [`a limit of nothing, ${JSON.stringify(raw)},`, field('limit'), raw, 'It is empty. Fill it in, or correct the expression in it.']),
	['no JSON', field('json'), '{', 'It is not JSON. Correct it, or the expression in it.'],
])('%s is an error that names it', async (_name, one, raw, sentence) => {
	await expect(read([one], { prompt: raw })).rejects.toThrow(sentence);
});

describe('Additional Fields', () => {
	const withFields = async (additionalFields: unknown, prompt = 'x') => await read([field()], { prompt, runOptions: { additionalFields } });

	test.each<[raw: unknown, expected: object]>([
		['{"other": 1}', { it: 'x', other: 1 }],
		[{ other: { a: null } }, { it: 'x', other: { a: null } }],
		['{}', { it: 'x' }],
		['', { it: 'x' }],
	])('%j go along', async (raw, expected) => {
		expect(await withFields(raw)).toEqual(expected);
	});

	test('never win over a field that is filled in', async () => {
		expect(await withFields('{"it": "y"}')).toEqual({ it: 'x' });
		expect(await withFields('{"it": "y"}', '')).toEqual({ it: 'y' });
	});

	test.each(['[]', '1', 'null', '"x"'])('%s is no object', async (raw) => {
		await expect(withFields(raw)).rejects.toThrow('Additional Fields (JSON) is not a JSON object. It looks like {"name": "value"}.');
	});

	test('that are no JSON say so', async () => {
		await expect(withFields('{name: 1}')).rejects.toThrow('Additional Fields (JSON) is not JSON.');
	});
});

test('each item has its own', async () => {
	const items = [{ what: 'a' }, { what: 'b' }];
	expect(await read([field()], { prompt: '={{ $json.what }}' }, items, 1)).toEqual({ it: 'b' });
});
