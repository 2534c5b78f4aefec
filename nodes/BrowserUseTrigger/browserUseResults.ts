import type { DeliveryFile, Outcome } from '../delivery/item';
import type { Json, JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { Result, ResultSource, Unreadable } from '../delivery/result';
import { errorInstead, reasonIn, structured } from '../delivery/result';
import { endsTask, outcomeOf, RUN_EVENT } from './browserUseStatuses';

/** A task of API v2, TaskView, a session of API v3, SessionResponse, or a run of API v4, RunSummary: all in the types of the npm package browser-use-sdk. */
function read(answer: JsonObject): Result | Unreadable | 'unfinished' | undefined {
	const status = asText(answer.status);
	if (asText(answer.id) === undefined || status === undefined) return errorInstead('Browser Use', answer.error ?? answer.detail);
	if (!endsTask(status)) return 'unfinished';
	const isSuccess = answer.isSuccess ?? answer.isTaskSuccessful ?? null;
	return {
		status,
		outcome: outcomeOfRun(status, answer),
		sessionId: asText(answer.sessionId),
		output: structured(answer.output ?? answer.result),
		error: reasonIn(answer.error) ?? (isSuccess === false ? 'Browser Use reports that the agent did not reach its goal.' : null),
		files: [...outputFiles(answer.outputFiles), ...links('recording', asList(answer.recordingUrls)), ...links('screenshot', screenshots(answer))],
		details: { isSuccess, judgeVerdict: answer.judgeVerdict ?? null, costUsd: costOf(answer.cost ?? answer.totalCostUsd) },
	};
}

/** Whether the agent reached its goal; where its word is missing, or the run broke off, the status decides. */
function outcomeOfRun(status: string, { isSuccess, isTaskSuccessful }: JsonObject): Outcome {
	if (typeof isTaskSuccessful === 'boolean' && status !== 'error') return isTaskSuccessful ? 'succeeded' : 'failed';
	// An idle session without a word may be one that waits for its first task, or whose task was stopped.
	if (isTaskSuccessful === null && status === 'idle') return 'unknown';
	return status === 'finished' && isSuccess === false ? 'failed' : outcomeOf(status);
}

/** The API writes numbers as texts, so that no cent is lost. */
function costOf(cost: Json | undefined): Json {
	const text = asText(cost);
	return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : (cost ?? null);
}

function outputFiles(list: Json | undefined): DeliveryFile[] {
	return asList(list).flatMap((entry) => {
		const file = asObject(entry);
		const id = asText(file?.id);
		return id === undefined ? [] : [{ kind: 'output', name: asText(file?.fileName) ?? 'output', url: null, id, size: null }];
	});
}

/** A task has one for each step, a session the last one; the newest first, as with other providers. */
function screenshots({ steps, screenshotUrl }: JsonObject): Json[] {
	const ofSteps = asList(steps).map((step) => asObject(step)?.screenshotUrl ?? null);
	return [screenshotUrl ?? null, ...ofSteps.reverse()];
}

function links(kind: 'recording' | 'screenshot', urls: readonly Json[]): DeliveryFile[] {
	return urls.flatMap((url) => {
		const text = asText(url);
		return text === undefined ? [] : [{ kind, name: kind, url: text, size: null }];
	});
}

export const browserUseResults: ResultSource = {
	// A delivery names its task, the newest ones their session alone.
	paths: ({ event, runId, sessionId }) => {
		if (event === RUN_EVENT) return [`/api/v4/runs/${encodeURIComponent(runId ?? '')}`];
		return [
			...(runId !== null && runId !== sessionId ? [`/api/v2/tasks/${encodeURIComponent(runId)}`] : []),
			...(typeof sessionId === 'string' ? [`/api/v3/sessions/${encodeURIComponent(sessionId)}`] : []),
		];
	},
	read,
	filePath: ({ runId }, fileId) =>
		`/api/v2/files/tasks/${encodeURIComponent(runId ?? '')}/output-files/${encodeURIComponent(fileId)}`,
	fileUrl: (answer) => asText(answer.downloadUrl),
};
