import type { ChoiceList, ParameterField, ParameterSource } from '../delivery/choices';
import type { Json } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';

const PAGE_SIZE = 50;

/** GET /v1/workflows: Skyvern-AI/skyvern, skyvern/forge/sdk/routes/agent_protocol.py, get_workflows. */
export const skyvernAgents: ChoiceList = {
	pageSize: PAGE_SIZE,
	path: (page, filter) =>
		`/v1/workflows?page=${page}&page_size=${PAGE_SIZE}&only_workflows=true${filter === undefined || filter === '' ? '' : `&search_key=${encodeURIComponent(filter)}`}`,
	choicesOf: (answer) =>
		Array.isArray(answer)
			? answer.flatMap((entry) => {
					const agent = asObject(entry);
					const value = asText(agent?.workflow_permanent_id);
					return value === undefined ? [] : [{ name: asText(agent?.title) ?? value, value }];
				})
			: undefined,
};

/** Skyvern-AI/skyvern, skyvern/forge/sdk/workflow/models/parameter.py: WorkflowParameterType. What is not listed is a text. */
const TYPES: ReadonlyMap<string, ParameterField['type']> = new Map([
	['integer', 'number'],
	['float', 'number'],
	['boolean', 'boolean'],
	['json', 'object'],
]);

/** The parameters that a run of an agent takes; others are secrets and outputs of its own. */
export const skyvernAgentParameters: ParameterSource = {
	path: (id) => `/v1/workflows/${encodeURIComponent(id)}`,
	fieldsOf: (answer) => {
		const definition = asObject(asObject(answer)?.workflow_definition);
		return definition === undefined ? undefined : asList(definition.parameters).flatMap(fieldOf);
	},
};

function fieldOf(entry: Json): ParameterField[] {
	const parameter = asObject(entry);
	const id = asText(parameter?.key);
	if (parameter === undefined || id === undefined || parameter.parameter_type !== 'workflow') return [];
	const { default_value: value = null } = parameter;
	const description = asText(parameter.description);
	return [
		{
			id,
			label: description === undefined ? id : `${id} (${description})`,
			type: TYPES.get(asText(parameter.workflow_parameter_type) ?? '') ?? 'string',
			required: value === null,
			...(value !== null && { defaultValue: value }),
		},
	];
}
