import type { DeliveryEvent } from '../delivery/event';
import type { JsonObject } from '../delivery/json';
import { asList, asObject, asText } from '../delivery/json';
import type { ListedRun, Recovery } from '../delivery/recovery';
import { firstTime } from '../delivery/verification/timestamp';

const ENDED = ['failed', 'finished', 'stopped'];

function listed(task: JsonObject): ListedRun | undefined {
	const id = asText(task.id);
	if (id === undefined) return undefined;
	const hasEnded = ENDED.includes(asText(task.status) ?? '');
	return { id, hasEnded, startedAt: firstTime(task.createdAt, task.startedAt), endedAt: firstTime(task.finishedAt) };
}

/**
 * The tasks of API v2, newest first: TaskItemView in the types of the npm package browser-use-sdk. A task is put
 * into the words of a delivery, so that one reader reads both.
 */
export function browserUseRuns(taskEvent: string, read: (delivery: JsonObject) => DeliveryEvent): Recovery {
	return {
		listPath: (page, pageSize) => `/api/v2/tasks?pageSize=${pageSize}&pageNumber=${page}`,
		runsOf: (page) => (Array.isArray(asObject(page)?.items) ? asList(asObject(page)?.items) : undefined),
		listed,
		read: (task) => {
			const { id, sessionId, status, metadata, finishedAt, output } = task;
			const event = read({
				type: taskEvent,
				timestamp: finishedAt ?? null,
				payload: { task_id: id ?? null, session_id: sessionId ?? null, status: status ?? null, metadata: metadata ?? null },
			});
			// Deliveries have no word for a failed task: they call it stopped.
			return { ...event, output: output ?? null, ...(status === 'failed' && { sameAs: 'stopped' }) };
		},
	};
}
