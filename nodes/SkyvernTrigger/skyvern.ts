import type { DeliveryEvent } from '../delivery/event';
import type { DeliveryFile, Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import { rawBodyForm } from '../delivery/verification/scheme';
import { firstTime } from '../delivery/verification/timestamp';
import { skyvernRuns } from './skyvernRuns';

const TASK_EVENT = 'task_run';
const WORKFLOW_EVENT = 'workflow_run';
const TEST_EVENT = 'test';

/** The run ids that Skyvern makes up when somebody presses the button that tests a webhook. */
const SAMPLE_RUN = /^(?:tsk|wr)_sample_/;

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

/** Today's bodies carry run_id and output; older ones task_id or workflow_run_id, and extracted_information. */
function read(body: JsonObject): DeliveryEvent | undefined {
	const status = asText(body.status);
	const runId = asText(body.run_id) ?? asText(body.workflow_run_id) ?? asText(body.task_id);
	// A request for a one-time code is signed alike and names a task, but reports no status.
	if (runId === undefined || status === undefined) return undefined;
	const isTest = SAMPLE_RUN.test(runId);
	const occurredAt = firstTime(body.finished_at, body.modified_at);
	return {
		event: isTest ? TEST_EVENT : eventOf(body),
		status,
		outcome: isTest ? 'test' : (OUTCOMES.get(status) ?? 'unknown'),
		runId,
		sessionId: asText(body.browser_session_id) ?? null,
		workflowId: asText(body.workflow_permanent_id) ?? permanentId(body.workflow_id) ?? permanentId(asObject(body.run_request)?.workflow_id),
		occurredAt,
		// Every test has the same made-up id; a run that Skyvern tries again may report each attempt.
		occurrence: isTest ? String(occurredAt ?? '') : typeof body.attempt === 'number' && body.attempt > 1 ? String(body.attempt) : '',
		metadata: {},
		output: body.output ?? body.extracted_information ?? null,
		error: asText(body.failure_reason) ?? errorsAsText(body.errors),
		files: filesOf(body),
	};
}

/** Sender: skyvern/forge/sdk/workflow/service.py fills workflow_id with the permanent id; another id there is that of one version. */
function permanentId(workflowId: Json | undefined): string | null {
	const id = asText(workflowId);
	return id?.startsWith('wpid_') === true ? id : null;
}

function eventOf(body: JsonObject): string {
	const runType = asText(body.run_type);
	const isWorkflow = runType === undefined ? asText(body.workflow_run_id) !== undefined : runType === 'workflow_run';
	return isWorkflow ? WORKFLOW_EVENT : TASK_EVENT;
}

function errorsAsText(errors: Json | undefined): string | null {
	const texts = asList(errors).map((entry) => {
		const error = asObject(entry);
		return asText(error?.reasoning) ?? asText(error?.error_code) ?? asText(entry) ?? JSON.stringify(entry);
	});
	return texts.length > 0 ? texts.join('; ') : null;
}

/** Skyvern's code names the fields of a downloaded file otherwise than its documents do. */
function filesOf(body: JsonObject): DeliveryFile[] {
	const files: DeliveryFile[] = [];
	for (const entry of asList(body.downloaded_files)) {
		const file = asObject(entry) ?? {};
		const url = asText(file.url) ?? asText(file.presigned_url) ?? null;
		const name = asText(file.filename) ?? asText(file.file_name) ?? 'download';
		files.push({ kind: 'download', name, url, size: typeof file.file_size === 'number' ? file.file_size : null });
	}
	const recording = asText(body.recording_url);
	if (recording !== undefined) files.push({ kind: 'recording', name: 'recording', url: recording, size: null });
	for (const [index, entry] of asList(body.screenshot_urls).entries()) {
		const url = asText(entry);
		if (url !== undefined) files.push({ kind: 'screenshot', name: `screenshot_${index + 1}`, url, size: null });
	}
	return files;
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
	events: [TASK_EVENT, WORKFLOW_EVENT, TEST_EVENT],
	idOptions: [
		{ option: 'runIds', id: 'runId' },
		{ option: 'workflowIds', id: 'workflowId' },
		{ option: 'sessionIds', id: 'sessionId' },
	],
	read,
	api: {
		apiKey: { name: 'apiKey', label: 'API Key' },
		keyHeader: 'x-api-key',
		defaultBaseUrl: 'https://api.skyvern.com',
		probePath: '/v1/runs?page=1&page_size=1',
		doubledPath: '/v1',
	},
	recovery: skyvernRuns(read),
} as const satisfies Provider);
