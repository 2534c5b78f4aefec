import type { DeliveryEvent } from '../delivery/event';
import type { Outcome } from '../delivery/item';
import type { JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { ListedRun, Recovery } from '../delivery/recovery';
import type { Result } from '../delivery/result';
import { cursorIn } from '../delivery/runPages';
import { firstTime } from '../delivery/verification/timestamp';
import { browserUseResults } from './browserUseResults';

type Read = (delivery: JsonObject) => DeliveryEvent;

const TASK_ENDS = ['failed', 'finished', 'stopped'];
/** An idle session waits for its next task: its end is still to come, and only there the API tells which of its reports it is. */
const SESSION_ENDS = ['error', 'stopped', 'timed_out'];
const RUN_ENDS: ReadonlyMap<string, Outcome> = new Map([
	['cancelled', 'stopped'],
	['completed', 'succeeded'],
	['failed', 'failed'],
]);

/** `endedAt`: what the API says of the end, or of the last change, which is never earlier. */
function listedAs(run: JsonObject, ends: readonly string[], endedAt: number | undefined): ListedRun | undefined {
	const id = asText(run.id);
	if (id === undefined) return undefined;
	const hasEnded = ends.includes(asText(run.status) ?? '');
	const startedAt = firstTime(run.createdAt, run.startedAt);
	return { id, hasEnded, startedAt, endedAt: hasEnded ? endedAt : undefined, otherId: asText(run.sessionId) };
}

/** With what the API says of the run. A delivery's identity stays. */
function withResult(event: DeliveryEvent, run: JsonObject): DeliveryEvent {
	const result = browserUseResults.read(run);
	if (result === undefined || result === 'unfinished') return event;
	const { outcome = event.outcome, output, error }: Result = result;
	return { ...event, outcome, output, error };
}

/** In the words of a delivery, so that one reader reads both. */
function delivery(type: string, time: JsonObject[string] | undefined, payload: JsonObject): JsonObject {
	return { type, timestamp: time ?? null, payload };
}

/** The tasks of API v2: TaskItemView in the types of the npm package browser-use-sdk, dist/index.d.ts. */
export function tasksOfV2(taskEvent: string, read: Read): Recovery {
	return {
		listPath: (page, pageSize) => `/api/v2/tasks?pageSize=${pageSize}&pageNumber=${page}`,
		runsOf: (page) => listIn(asObject(page)?.items),
		listed: (task) => listedAs(task, TASK_ENDS, firstTime(task.finishedAt)),
		read: (task) => {
			const { id = null, sessionId = null, status = null, metadata = null, finishedAt } = task;
			return withResult(read(delivery(taskEvent, finishedAt, { task_id: id, session_id: sessionId, status, metadata })), task);
		},
	};
}

/** The runs of API v4, which sends no webhooks: RunSummary in v4.d.ts of the same package. */
export function runsOfV4(runEvent: string): Recovery {
	return {
		name: 'API v4',
		// The types name no largest page; this one is the default.
		listPath: (_page, _size, cursor) => `/api/v4/runs?limit=50${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
		runsOf: (page) => listIn(asObject(page)?.runs),
		cursorOf: (page) => cursorIn(asObject(page)?.nextCursor, asObject(page)?.hasMore),
		listed: (run) => listedAs(run, [...RUN_ENDS.keys()], firstTime(run.updatedAt)),
		read: (run) => {
			const [runId, status] = [asText(run.id), asText(run.status)];
			if (runId === undefined || status === undefined) return undefined;
			const event: DeliveryEvent = {
				event: runEvent,
				status,
				outcome: RUN_ENDS.get(status) ?? 'inProgress',
				runId,
				sessionId: asText(run.sessionId) ?? null,
				occurredAt: firstTime(run.updatedAt),
				// A run ends once.
				occurrence: '',
				metadata: {},
				output: null,
				error: null,
				files: [],
			};
			return withResult(event, run);
		},
	};
}

/** The sessions of API v3: SessionResponse in v3.d.ts. Whether it also lists the sessions of tasks and runs is not public. */
export function sessionsOfV3(sessionEvent: string, read: Read): Recovery {
	return {
		name: 'API v3',
		isListedBefore: true,
		listPath: (page, pageSize) => `/api/v3/sessions?page=${page}&page_size=${pageSize}`,
		runsOf: (page) => listIn(asObject(page)?.sessions),
		listed: (session) => listedAs(session, SESSION_ENDS, firstTime(session.updatedAt)),
		read: (session) => {
			const { id = null, status = null, updatedAt } = session;
			return withResult(read(delivery(sessionEvent, updatedAt, { session_id: id, status })), session);
		},
	};
}

function listIn(value: JsonObject[string] | undefined): ReturnType<Recovery['runsOf']> {
	return Array.isArray(value) ? asList(value) : undefined;
}
