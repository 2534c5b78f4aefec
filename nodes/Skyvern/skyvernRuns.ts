import type { JsonObject } from '../delivery/json';
import type { Reported, RunField, RunKind, Runs } from '../delivery/runs';
import { skyvern } from '../SkyvernTrigger/skyvern';

/** A run, as a start answers and as GET /v1/runs has it: the shape of its delivery. */
function read(payload: JsonObject): Reported | undefined {
	const event = skyvern.read(payload, undefined);
	return event === undefined ? undefined : { event, payload };
}

/** What both kinds take. Skyvern-AI/skyvern, skyvern/schemas/runs.py: TaskRunRequest, WorkflowRunRequest. */
const SHARED: readonly RunField[] = [
	{ parameter: 'runOptions.browserProfileId', member: 'browser_profile_id', label: 'Browser Profile ID' },
	{ parameter: 'runOptions.browserSessionId', member: 'browser_session_id', label: 'Browser Session ID' },
	{ parameter: 'runOptions.proxyLocation', member: 'proxy_location', label: 'Proxy Location' },
	{ parameter: 'runOptions.title', member: 'title', label: 'Title' },
	{ parameter: 'runOptions.totpIdentifier', member: 'totp_identifier', label: 'TOTP Identifier' },
	{ parameter: 'runOptions.webhookUrl', member: 'webhook_url', label: 'Webhook URL' },
];

const SHARED_CALLS = {
	started: read,
	runPath: (id: string) => `/v1/runs/${encodeURIComponent(id)}`,
	read,
	stop: (id: string) => ({ method: 'POST', path: `/v1/runs/${encodeURIComponent(id)}/cancel` }) as const,
};

const task: RunKind = {
	...SHARED_CALLS,
	fields: [
		{ parameter: 'prompt', member: 'prompt', label: 'Prompt', required: true },
		{ parameter: 'url', member: 'url', label: 'URL' },
		{ parameter: 'runOptions.dataSchema', member: 'data_extraction_schema', label: 'Data Schema (JSON)', as: 'json' },
		{ parameter: 'runOptions.engine', member: 'engine', label: 'Engine' },
		{ parameter: 'maxSteps', member: 'max_steps', label: 'Maximum Steps', as: 'limit' },
		...SHARED,
	],
	start: (values, deliverTo) => ({ method: 'POST', path: '/v1/run/tasks', body: withDelivery(values, deliverTo) }),
};

/** Stands beside the request's body. */
const MAX_STEPS = '$maxSteps';

/** Older self-hosted versions know an agent as a workflow alone; newer ones take both names. The header: run_workflow in agent_protocol.py. */
const agent: RunKind = {
	...SHARED_CALLS,
	fields: [
		{ parameter: 'agent', member: 'workflow_id', label: 'Agent', as: 'locator', required: true },
		{ parameter: 'agentParameters', member: 'parameters', label: 'Parameters', as: 'mapper' },
		{ parameter: 'runOptions.maxElapsedMinutes', member: 'max_elapsed_time_minutes', label: 'Maximum Duration (Minutes)', as: 'number' },
		{ parameter: 'runOptions.maxSteps', member: MAX_STEPS, label: 'Maximum Steps', as: 'number' },
		...SHARED,
	],
	start: ({ [MAX_STEPS]: steps, ...values }, deliverTo) => ({
		method: 'POST',
		path: '/v1/run/workflows',
		// Of the two names the newer one counts first.
		body: withDelivery({ ...values, ...(values.agent_id !== undefined && { agent_id: values.workflow_id }) }, deliverTo),
		...(steps !== undefined && { headers: { 'x-max-steps-override': String(steps) } }),
	}),
};

function withDelivery(values: JsonObject, deliverTo: string | undefined): JsonObject {
	return deliverTo === undefined ? values : { ...values, webhook_url: deliverTo };
}

export const skyvernNode: Runs = {
	provider: skyvern,
	kinds: { task, agent },
	kindOf: () => 'task',
	delivers: true,
};
