import type { DeliveryEvent } from '../delivery/event';
import type { Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import { reasonIn } from '../delivery/result';
import { rawBodyForm } from '../delivery/verification/scheme';
import { firstTime } from '../delivery/verification/timestamp';
import { filesOf } from './skyvernFiles';
import { skyvernResults } from './skyvernResults';
import { skyvernRuns } from './skyvernRuns';

const TASK_EVENT = 'task_run';
const WORKFLOW_EVENT = 'workflow_run';
const ATTEMPT_EVENT = 'attempt';
const TEST_EVENT = 'test';

/**
 * What Skyvern makes up when somebody presses the button that tests a webhook: skyvern/services/webhook_service.py.
 * The caller may choose the run's id, so that it alone does not tell.
 */
const SAMPLE = /^(?:pbs|tsk|wpid|wr)_sample_/;

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
	['completed', 'succeeded'],
	['failed', 'failed'],
	['terminated', 'failed'],
	['timed_out', 'failed'],
	['canceled', 'stopped'],
	['created', 'inProgress'],
	['queued', 'inProgress'],
	['running', 'inProgress'],
	['paused', 'inProgress'],
]);

/**
 * Today's bodies carry run_id and output; older ones task_id or workflow_run_id, a task that runs as a workflow both, and
 * extracted_information (tasks), outputs or payload (workflows).
 */
function read(body: JsonObject): DeliveryEvent | undefined {
	const status = asText(body.status);
	const taskId = asText(body.task_id);
	const runId = asText(body.run_id) ?? taskId ?? asText(body.workflow_run_id) ?? asText(body.agent_run_id);
	// A request for a one-time code is signed alike and names a task, but reports no status.
	if (runId === undefined || status === undefined) return undefined;
	const isTest = isSample(body, runId);
	const isAttempt = !isTest && body.retry_pending === true;
	const occurredAt = firstTime(body.finished_at, body.modified_at);
	return {
		event: isTest ? TEST_EVENT : isAttempt ? ATTEMPT_EVENT : eventOf(body),
		status,
		outcome: isTest ? 'test' : isAttempt ? 'inProgress' : (OUTCOMES.get(status) ?? 'unknown'),
		runId,
		sessionId: asText(body.browser_session_id) ?? null,
		workflowId: workflowIdOf(body),
		occurredAt,
		// Every test may have the same made-up id; a run that Skyvern tries again may report each attempt.
		occurrence: isTest ? String(occurredAt ?? '') : isAttempt ? attemptOf(body, occurredAt) : laterAttempt(body.attempt),
		metadata: {},
		output: body.output ?? body.extracted_information ?? body.outputs ?? body.payload ?? null,
		error: reasonIn(body.failure_reason) ?? errorsAsText(body.errors),
		files: filesOf(body),
	};
}

function isSample(body: JsonObject, runId: string): boolean {
	const made = [runId, body.browser_session_id, body.workflow_permanent_id, body.workflow_id, body.agent_id];
	return made.some((id) => SAMPLE.test(asText(id) ?? ''));
}

/** What tells one attempt from the next, where Skyvern does not number them. */
function attemptOf({ attempt, attempts, next_attempt_at: next }: JsonObject, occurredAt: number | undefined): string {
	const number = typeof attempt === 'number' ? attempt : asText(attempt);
	return String(number ?? asText(next) ?? occurredAt ?? asList(attempts).length);
}

/** The first attempt of most runs is their only one, and has no number. */
function laterAttempt(attempt: Json | undefined): string {
	return typeof attempt === 'number' && attempt > 1 ? String(attempt) : '';
}

function workflowIdOf(body: JsonObject): string | null {
	const request = asObject(body.run_request);
	const others = [body.workflow_id, body.agent_id, request?.workflow_id, request?.agent_id];
	return asText(body.workflow_permanent_id) ?? others.map(permanentId).find((id) => id !== null) ?? null;
}

/** Sender: skyvern/forge/sdk/workflow/service.py fills workflow_id with the permanent id; another id there is that of one version. */
function permanentId(workflowId: Json | undefined): string | null {
	const id = asText(workflowId);
	return id?.startsWith('wpid_') === true ? id : null;
}

function eventOf(body: JsonObject): string {
	const runType = asText(body.run_type);
	const isWorkflow = runType === undefined ? asText(body.workflow_run_id ?? body.agent_run_id) !== undefined && asText(body.task_id) === undefined : runType === 'workflow_run';
	return isWorkflow ? WORKFLOW_EVENT : TASK_EVENT;
}

function errorsAsText(errors: Json | undefined): string | null {
	const texts = asList(errors).map((entry) => {
		const error = asObject(entry);
		return asText(error?.reasoning) ?? asText(error?.error_code) ?? asText(entry) ?? JSON.stringify(entry);
	});
	return texts.length > 0 ? texts.join('; ') : null;
}

/**
 * Sender: Skyvern-AI/skyvern, skyvern/forge/sdk/core/security.py. The signature covers the raw body and not
 * the timestamp header, which a sender outside UTC even computes wrongly: so that header is never looked at.
 */
export const skyvern: Provider = Object.freeze({
	id: 'skyvern',
	label: 'Skyvern',
	credential: {
		type: 'skyvernWebhookApi',
		label: 'Skyvern Webhook API',
		secrets: [
			{ name: 'apiKey', label: 'API Key' },
			{ name: 'previousApiKey', label: 'Previous API Key' },
		],
		whichSecret:
			'Skyvern signs with the API key of whoever started the run: put that key into API Key, or into Previous API Key if several keys start runs.',
		secretComesLater: false,
	},
	schemes: [
		{
			kind: 'hmac',
			signatureHeader: 'x-skyvern-signature',
			optionalPrefix: 'sha256=',
			forms: [rawBodyForm],
			age: { of: 'body', required: false, defaultSeconds: 86_400 },
		},
	],
	memberOrder: [
		'run_id', 'task_id', 'run_type', 'status', 'output', 'extracted_information', 'downloaded_files', 'url', 'filename', 'checksum', 'file_size', 'recording_url', 'screenshot_urls', 'failure_reason',
		'errors', 'step_count', 'created_at', 'modified_at', 'queued_at', 'started_at', 'finished_at', 'workflow_permanent_id',
	],
	events: [ATTEMPT_EVENT, TASK_EVENT, WORKFLOW_EVENT, TEST_EVENT],
	idOptions: [
		{ option: 'runIds', id: 'runId' },
		{ option: 'workflowIds', id: 'workflowId' },
	],
	read,
	api: {
		apiKey: { name: 'apiKey', label: 'API Key' },
		keyHeader: 'x-api-key',
		defaultBaseUrl: 'https://api.skyvern.com',
		probePath: '/v1/runs?page=1&page_size=1',
		doubledPath: '/v1',
	},
	results: skyvernResults(read),
	recovery: [skyvernRuns(read)],
} as const satisfies Provider);
