import type { DeliveryEvent } from '../delivery/event';
import type { Json, JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { ListedRun, Recovery } from '../delivery/recovery';
import { cursorIn } from '../delivery/runPages';
import { firstTime } from '../delivery/verification/timestamp';
import { browserUseResults } from './browserUseResults';
import { endsSession, endsTask, RUN_EVENT } from './browserUseStatuses';

/** Of a delivery. */
type Read = (body: JsonObject) => DeliveryEvent;

/** `endedAt`: when it ended, or was changed for the last time, which is never earlier. */
function listedRun(run: JsonObject, hasEnded: boolean, endedAt: Json | undefined): ListedRun | undefined {
	const id = asText(run.id);
	if (id === undefined) return undefined;
	const startedAt = firstTime(run.createdAt, run.startedAt);
	return { id, hasEnded, startedAt, endedAt: hasEnded ? firstTime(endedAt) : undefined, otherId: asText(run.sessionId) };
}

/** The event that a delivery of the run would be, with what the API knows beyond it: newer, and sometimes truer. */
function eventOf(read: Read, type: string, time: Json | undefined, payload: JsonObject, run: JsonObject): DeliveryEvent {
	const event = read({ type, timestamp: time ?? null, payload });
	const result = browserUseResults.read(run);
	if (result === undefined || result === 'unfinished' || 'why' in result) return event;
	return { ...event, outcome: result.outcome ?? event.outcome, output: result.output, error: result.error };
}

function listIn(runs: Json | undefined): readonly Json[] | undefined {
	return Array.isArray(runs) ? runs : undefined;
}

/** The tasks of API v2: TaskItemView in index.d.ts of the npm package browser-use-sdk. */
function tasksOfV2(taskEvent: string, read: Read): Recovery {
	return {
		listPath: (page, pageSize) => `/api/v2/tasks?pageSize=${pageSize}&pageNumber=${page}`,
		runsOf: (page) => listIn(asObject(page)?.items),
		listed: (task) => listedRun(task, endsTask(asText(task.status) ?? null), task.finishedAt),
		read: (task) => {
			const { id = null, sessionId = null, status = null, metadata = null, finishedAt } = task;
			return eventOf(read, taskEvent, finishedAt, { task_id: id, session_id: sessionId, status, metadata }, task);
		},
	};
}

/** The runs of API v4: RunSummary in v4.d.ts. */
function runsOfV4(read: Read): Recovery {
	return {
		name: 'API v4',
		// The documents name no largest page; this is their default.
		listPath: (_page, _size, cursor) => `/api/v4/runs?limit=50${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
		runsOf: (page) => listIn(asObject(page)?.runs),
		cursorOf: (page) => cursorIn(asObject(page)?.nextCursor, asObject(page)?.hasMore),
		listed: (run) => listedRun(run, endsTask(asText(run.status) ?? null), run.updatedAt),
		read: (run) => {
			const { id = null, sessionId = null, status = null, updatedAt } = run;
			return eventOf(read, RUN_EVENT, updatedAt, { task_id: id, session_id: sessionId, status }, run);
		},
	};
}

/**
 * The sessions of API v3 that have ended: SessionResponse in v3.d.ts. Of an idle one only a delivery tells which of its tasks is
 * over, so that it is left until its end. Whether the list also holds the sessions of tasks and runs is not public.
 */
function sessionsOfV3(sessionEvent: string, read: Read): Recovery {
	return {
		name: 'API v3',
		isListedBefore: true,
		listPath: (page, pageSize) => `/api/v3/sessions?page=${page}&page_size=${pageSize}`,
		runsOf: (page) => listIn(asObject(page)?.sessions),
		listed: (session) => listedRun(session, endsSession(asText(session.status) ?? null), session.updatedAt),
		read: (session) => {
			const { id = null, status = null, updatedAt } = session;
			return eventOf(read, sessionEvent, updatedAt, { session_id: id, status }, session);
		},
	};
}

/** The order matters: a session that a task or a run names is that task or run. */
export function browserUseRuns(taskEvent: string, sessionEvent: string, read: Read): [tasks: Recovery, runs: Recovery, sessions: Recovery] {
	return [tasksOfV2(taskEvent, read), runsOfV4(read), sessionsOfV3(sessionEvent, read)];
}
