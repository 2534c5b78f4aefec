import type { DeliveryEvent } from '../delivery/event';
import type { DeliveryFile, Outcome } from '../delivery/item';
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

const TASK_EVENT = 'agent.task.status_update';
const SESSION_EVENT = 'session.status.update';
const TEST_EVENT = 'test';

/** The task ended, so it will not report this status again; `idle` leaves the session open for another task. */
const FINAL: ReadonlyMap<string, Outcome> = new Map([
	['error', 'failed'],
	['failed', 'failed'],
	['finished', 'succeeded'],
	['idle', 'succeeded'],
	['stopped', 'stopped'],
	['timed_out', 'failed'],
]);
const IN_PROGRESS = ['created', 'initializing', 'paused', 'running', 'started'];

const NO_FILES: readonly DeliveryFile[] = [];

/** Three generations of bodies: flat; in `payload` with task_id; in `payload` with taskId. */
function read(body: JsonObject, signedAt: number | undefined): DeliveryEvent {
	const report = asObject(body.payload) ?? body;
	const isTest = isTestPing(body) || body.type === TEST_EVENT;
	const taskId = asText(report.task_id) ?? asText(report.taskId) ?? null;
	const sessionId = asText(report.session_id) ?? asText(report.sessionId) ?? null;
	const status = asText(report.status) ?? null;
	const occurredAt = firstTime(body.timestamp) ?? signedAt;
	const isFinal = taskId !== null && status !== null && FINAL.has(status);
	return {
		event: isTest ? TEST_EVENT : (asText(body.type) ?? (taskId === null ? SESSION_EVENT : TASK_EVENT)),
		status,
		// The API has one word for the end of a task that deliveries have two for.
		...(isFinal && status === 'idle' && { sameAs: 'finished' }),
		outcome: isTest ? 'test' : outcomeOf(status),
		runId: taskId ?? sessionId,
		sessionId,
		occurredAt,
		// A task can be paused twice and a session idle many times; a task ends once, and only there all
		// generations, with and without a time in the body, must agree on one event.
		occurrence: isFinal || occurredAt === undefined ? '' : String(occurredAt),
		metadata: asObject(report.metadata) ?? {},
		output: null,
		error: null,
		files: NO_FILES,
	};
}

function outcomeOf(status: string | null): Outcome {
	if (status === null) return 'unknown';
	return FINAL.get(status) ?? (IN_PROGRESS.includes(status) ? 'inProgress' : 'unknown');
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
	events: [TASK_EVENT, SESSION_EVENT, TEST_EVENT],
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
	recovery: browserUseRuns(TASK_EVENT, (body) => read(body, undefined)),
} as const satisfies Provider);
