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
	['number', 0, undefined],
	['number', -1, undefined],
	['boolean', true, true],
	['boolean', false, false],
	['boolean', 'true', true],
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
	['no number', field('number'), 'many', 'It is not a number. Correct it, or the expression in it.'],
	['a blank for a number', field('number'), ' ', 'It is not a number. Correct it, or the expression in it.'],
	['a switch for a number', field('number'), true, 'It is not a number. Correct it, or the expression in it.'],
	['a list for a number', field('number'), [5], 'It is not a number. Correct it, or the expression in it.'],
	['a number without end', field('number'), 'Infinity', 'It is not a number. Correct it, or the expression in it.'],
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
