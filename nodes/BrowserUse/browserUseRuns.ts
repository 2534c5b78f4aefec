import { browserUseLists, browserUse } from '../BrowserUseTrigger/browserUse';
import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Recovery } from '../delivery/recovery';
import type { KnownKind, Reported, RunField, RunKind, Runs } from '../delivery/runs';

const [tasks, runs, sessions] = browserUseLists;

/** As recovery reads it. The short answer about a run of API v4 does not repeat its id. */
function reader(list: Recovery): KnownKind['read'] {
	return (answer, id) => {
		const event = asText(answer.status) === undefined ? undefined : list.read({ id, ...answer });
		return event === undefined ? undefined : { event, payload: answer };
	};
}

/** An answer to a start. The one about a task says no status: it is created. */
function startReader(list: Recovery): RunKind['started'] {
	return (answer): Reported | undefined => {
		const event = asText(answer.id) === undefined ? undefined : list.read({ status: 'created', ...answer });
		return event === undefined ? undefined : { event, payload: answer };
	};
}

/** These two lie within another member, whose name differs from API to API. */
const PROFILE = '$profileId';
const PROXY = '$proxyCountryCode';

/** What both kinds take: CreateTaskRequest in index.d.ts and RunCreateRequest in v4.d.ts of the npm package browser-use-sdk. */
const SHARED: readonly RunField[] = [
	{ parameter: 'task', member: 'task', label: 'Task', required: true },
	{ parameter: 'runOptions.browserProfileId', member: PROFILE, label: 'Browser Profile ID' },
	{ parameter: 'runOptions.proxyCountry', member: PROXY, label: 'Proxy Country' },
	{ parameter: 'runOptions.sessionId', member: 'sessionId', label: 'Session ID' },
];

/** Beside what Additional Fields have there. */
function withBrowser(member: string, { [PROFILE]: profileId, [PROXY]: proxy, ...values }: JsonObject): JsonObject {
	const browser: JsonObject = {
		...asObject(values[member]),
		...(profileId !== undefined && { profileId }),
		...(proxy !== undefined && { proxyCountryCode: countryOf(proxy) }),
	};
	return Object.keys(browser).length > 0 ? { ...values, [member]: browser } : values;
}

/** Two small letters; null for no proxy. */
function countryOf(proxy: Json): Json {
	const code = String(proxy).toLowerCase();
	return code === 'none' ? null : code;
}

/** API v2. */
const task: RunKind = {
	fields: [
		...SHARED,
		{ parameter: 'startUrl', member: 'startUrl', label: 'Start URL' },
		{ parameter: 'maxSteps', member: 'maxSteps', label: 'Maximum Steps', as: 'limit' },
		{ parameter: 'runOptions.allowedDomains', member: 'allowedDomains', label: 'Allowed Domains', as: 'list' },
		{ parameter: 'runOptions.metadata', member: 'metadata', label: 'Metadata (JSON)', as: 'json' },
		{ parameter: 'runOptions.model', member: 'llm', label: 'Model' },
		{ parameter: 'runOptions.outputSchema', member: 'structuredOutput', label: 'Output Schema (JSON)', as: 'json' },
	],
	start: ({ structuredOutput: schema, ...values }) => ({
		method: 'POST',
		path: '/api/v2/tasks',
		body: withBrowser('sessionSettings', {
			...values,
			// The API takes it as a text.
			...(schema !== undefined && { structuredOutput: typeof schema === 'string' ? schema : JSON.stringify(schema) }),
		}),
	}),
	started: startReader(tasks),
	runPath: (id) => `/api/v2/tasks/${encodeURIComponent(id)}`,
	statusPath: (id) => `/api/v2/tasks/${encodeURIComponent(id)}/status`,
	read: reader(tasks),
	stop: (id) => ({ method: 'PATCH', path: `/api/v2/tasks/${encodeURIComponent(id)}`, body: { action: 'stop' } }),
};

/** API v4. */
const run: RunKind = {
	fields: [
		...SHARED,
		{ parameter: 'maxCostUsd', member: 'maxCostUsd', label: 'Maximum Cost (USD)', as: 'limit' },
		{ parameter: 'runOptions.model', member: 'model', label: 'Model' },
		{ parameter: 'runOptions.workspaceId', member: 'workspaceId', label: 'Workspace ID' },
	],
	start: (values) => ({ method: 'POST', path: '/api/v4/runs', body: withBrowser('browserSettings', values) }),
	started: startReader(runs),
	runPath: (id) => `/api/v4/runs/${encodeURIComponent(id)}`,
	statusPath: (id) => `/api/v4/runs/${encodeURIComponent(id)}/status`,
	read: reader(runs),
	stop: (id) => ({ method: 'POST', path: `/api/v4/runs/${encodeURIComponent(id)}/cancel` }),
};

/** API v3. */
const session: KnownKind = {
	runPath: (id) => `/api/v3/sessions/${encodeURIComponent(id)}`,
	read: reader(sessions),
	stop: (id) => ({ method: 'POST', path: `/api/v3/sessions/${encodeURIComponent(id)}/stop`, body: { strategy: 'session' } }),
};

/** No API of Browser Use takes a key that would make a start repeatable. */
export const browserUseNode: Runs = { provider: browserUse, kinds: { run, session, task }, delivers: false };
