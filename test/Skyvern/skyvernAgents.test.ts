import { skyvernAgentParameters, skyvernAgents } from '../../nodes/Skyvern/skyvernAgents';

describe('the list of agents', () => {
	test.each([
		[1, undefined, '/v1/workflows?page=1&page_size=50&only_workflows=true'],
		[2, '', '/v1/workflows?page=2&page_size=50&only_workflows=true'],
		[1, 'a&b c', '/v1/workflows?page=1&page_size=50&only_workflows=true&search_key=a%26b%20c'],
	])('page %d, typed %j: %s', (page, filter, expected) => {
		expect(skyvernAgents.path(page, filter)).toBe(expected);
	});

	test('what has no permanent ID cannot be chosen; what has no title goes by its ID', () => {
		const answer = [{ workflow_permanent_id: 'wpid_1', title: 'Invoices' }, { workflow_permanent_id: 'wpid_2', title: null }, { title: 'No ID' }, null, 'text'];
		expect(skyvernAgents.choicesOf(answer as never)).toEqual([{ name: 'Invoices', value: 'wpid_1' }, { name: 'wpid_2', value: 'wpid_2' }]);
	});

	test.each([null, 'text', 7, {}, { detail: 'No' }])('%j is no list', (answer) => {
		expect(skyvernAgents.choicesOf(answer as never)).toBeUndefined();
	});
});

describe('the parameters of an agent', () => {
	const fieldsOf = (...parameters: unknown[]) => skyvernAgentParameters.fieldsOf({ workflow_definition: { parameters } } as never);

	test.each([
		['string', 'string'],
		['integer', 'number'],
		['float', 'number'],
		['boolean', 'boolean'],
		['json', 'object'],
		['file_url', 'string'],
		['credential_id', 'string'],
		['something new', 'string'],
		[null, 'string'],
	])('%s becomes a field for a %s', (type, expected) => {
		expect(fieldsOf({ parameter_type: 'workflow', key: 'a', workflow_parameter_type: type })).toMatchObject([{ id: 'a', type: expected }]);
	});

	test('one without a default is required; a description stands behind the name', () => {
		expect(fieldsOf({ parameter_type: 'workflow', key: 'a', description: 'Which', default_value: null }, { parameter_type: 'workflow', key: 'b', default_value: false })).toEqual([
			{ id: 'a', label: 'a (Which)', type: 'string', required: true },
			{ id: 'b', label: 'b', type: 'string', required: false, defaultValue: false },
		]);
	});

	test.each([{ parameter_type: 'aws_secret', key: 'a' }, { parameter_type: 'output', key: 'a' }, { parameter_type: 'workflow' }, { key: 'a' }, null, 'text'])('%j is not filled in', (parameter) => {
		expect(fieldsOf(parameter)).toEqual([]);
	});

	test.each([null, [], 'text', {}, { workflow_definition: null }])('%j defines nothing', (answer) => {
		expect(skyvernAgentParameters.fieldsOf(answer as never)).toBeUndefined();
	});

	test('an ID stays one part of the path', () => {
		expect(skyvernAgentParameters.path('wpid_1/../x')).toBe('/v1/workflows/wpid_1%2F..%2Fx');
	});
});
