import type { DeliveryEvent } from '../delivery/event';
import type { JsonObject } from '../delivery/json';
import { asText } from '../delivery/json';
import type { ListedRun, Recovery } from '../delivery/recovery';
import { firstTime } from '../delivery/verification/timestamp';

const ENDED = ['completed', 'failed', 'terminated', 'timed_out', 'canceled'];
const STATUSES = ENDED.map((status) => `&status=${status}`).join('');

function listed(run: JsonObject): ListedRun | undefined {
	const id = asText(run.run_id);
	if (id === undefined) return undefined;
	const hasEnded = ENDED.includes(asText(run.status) ?? '');
	return { id, hasEnded, startedAt: firstTime(run.created_at), endedAt: firstTime(run.finished_at) };
}

/**
 * The runs, newest first: Skyvern-AI/skyvern, skyvern/forge/sdk/routes/agent_protocol.py and TaskRunListItem in
 * skyvern/schemas/runs.py. A page holds little more than ids; the run itself has the shape of its delivery.
 */
export function skyvernRuns(read: (delivery: JsonObject) => DeliveryEvent | undefined): Recovery {
	return {
		listPath: (page, pageSize) => `/v1/runs?page=${page}&page_size=${pageSize}${STATUSES}`,
		runsOf: (page) => (Array.isArray(page) ? page : undefined),
		listed,
		runPath: (id) => `/v1/runs/${encodeURIComponent(id)}`,
		read: (run) => {
			const event = read(run.task_run_type === undefined ? run : { ...run, run_type: run.task_run_type });
			// Its end is still to come.
			return event !== undefined && run.retry_pending === true ? { ...event, outcome: 'inProgress' } : event;
		},
	};
}
