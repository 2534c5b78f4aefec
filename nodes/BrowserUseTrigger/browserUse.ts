import type { DeliveryEvent } from '../delivery/event';
import type { DeliveryFile } from '../delivery/item';
import type { JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import {
	rawBodyForm,
	timestampedCanonicalForm,
	timestampedPublishedForm,
	timestampedRawForm,
} from '../delivery/verification/scheme';
import { firstTime } from '../delivery/verification/timestamp';
import { browserUseResults } from './browserUseResults';
import { browserUseRuns } from './browserUseRuns';
import { endsSession, endsTask, outcomeOf, RUN_EVENT, sameEnd } from './browserUseStatuses';

const TASK_EVENT = 'agent.task.status_update';
const SESSION_EVENT = 'session.status.update';
const TEST_EVENT = 'test';

const NO_METADATA =
	'Only tasks of API v2 that were started with metadata bring some; older webhooks leave it out, and sessions of API v3 have none. Select those by Task IDs or Session IDs.';

const NO_FILES: readonly DeliveryFile[] = [];

/** Three generations of bodies: flat; in `payload` with task_id; in `payload` with taskId. */
function read(body: JsonObject, signedAt: number | undefined): DeliveryEvent {
	const report = asObject(body.payload) ?? body;
	const isTest = isTestPing(body) || body.type === TEST_EVENT;
	const sessionId = asText(report.session_id) ?? asText(report.sessionId) ?? null;
	const namedId = asText(report.task_id) ?? asText(report.taskId) ?? null;
	// A session that is named in both places reports for itself.
	const taskId = namedId === sessionId ? null : namedId;
	const status = asText(report.status) ?? null;
	const occurredAt = firstTime(body.timestamp) ?? signedAt;
	const isFinal = taskId === null ? endsSession(status) : endsTask(status);
	const sameAs = taskId === null ? undefined : sameEnd(status);
	return {
		event: isTest ? TEST_EVENT : eventOf(body, namedId, taskId),
		status,
		...(sameAs !== undefined && { sameAs }),
		outcome: isTest ? 'test' : outcomeOf(status),
		runId: taskId ?? sessionId,
		sessionId,
		occurredAt,
		// A task can be paused twice and a session idle many times; each ends once, and only there all
		// generations, with and without a time in the body, and the API must agree on one event.
		occurrence: isFinal || occurredAt === undefined ? '' : String(occurredAt),
		metadata: asObject(report.metadata) ?? {},
		...(asObject(report.metadata) === undefined && { noMetadata: NO_METADATA }),
		output: null,
		error: null,
		files: NO_FILES,
	};
}

/** By its type, but for a session that is called a task; without a type, by its ids. */
function eventOf({ type }: JsonObject, namedId: string | null, taskId: string | null): string {
	const isSession = taskId === null;
	const event = asText(type) ?? (isSession ? SESSION_EVENT : TASK_EVENT);
	return isSession && namedId !== null && event === TASK_EVENT ? SESSION_EVENT : event;
}

function isTestPing(body: JsonObject): boolean {
	return isOnly(body, ['test']) ? body.test === 'ok' : isWrappedPing(body);
}

function isWrappedPing(body: JsonObject): boolean {
	const payload = asObject(body.payload);
	return (
		isOnly(body, ['payload', 'timestamp', 'type']) &&
		body.type === TEST_EVENT &&
		typeof body.timestamp === 'string' &&
		payload !== undefined &&
		isOnly(payload, ['test']) &&
		payload.test === 'ok'
	);
}

function isOnly(object: JsonObject, keys: readonly string[]): boolean {
	return Object.keys(object).sort().join() === keys.join();
}

/** What the API says of tasks, runs and sessions. */
export const browserUseLists = browserUseRuns(TASK_EVENT, SESSION_EVENT, (body) => read(body, undefined));

/** https://docs.browser-use.com/cloud/webhooks and the SDK's published verifiers. */
export const browserUse: Provider = Object.freeze({
	id: 'browserUse',
	label: 'Browser Use',
	credential: {
		type: 'browserUseWebhookApi',
		label: 'Browser Use Webhook API',
		secrets: [
			{ name: 'signingSecret', label: 'Signing Secret' },
			{ name: 'previousSigningSecret', label: 'Previous Signing Secret' },
		],
		whichSecret: 'Copy the secret of this very webhook, account and environment from the Browser Use dashboard.',
		secretComesLater: true,
	},
	schemes: [
		{
			kind: 'hmac',
			signatureHeader: 'x-browser-use-signature',
			timestampHeader: 'x-browser-use-timestamp',
			forms: [timestampedCanonicalForm, timestampedPublishedForm, timestampedRawForm],
			largestBody: 256_000,
			age: { of: 'header', required: true, defaultSeconds: 300 },
		},
		{
			kind: 'hmac',
			signatureHeader: 'x-webhook-signature',
			forms: [rawBodyForm],
			age: { of: 'body', required: true, defaultSeconds: 86_400 },
		},
	],
	memberOrder: ['type', 'timestamp', 'payload'],
	events: [TASK_EVENT, SESSION_EVENT, RUN_EVENT, TEST_EVENT],
	idOptions: [
		{ option: 'taskIds', id: 'runId' },
		{ option: 'sessionIds', id: 'sessionId' },
	],
	read,
	isTestPing,
	api: {
		apiKey: { name: 'apiKey', label: 'API Key' },
		keyPrefix: 'bu_',
		keyHeader: 'X-Browser-Use-API-Key',
		defaultBaseUrl: 'https://api.browser-use.com',
		probePath: '/api/v2/tasks?pageSize=1&pageNumber=1',
		doubledPath: '/api/v2',
	},
	results: browserUseResults,
	recovery: browserUseLists,
} as const satisfies Provider);
