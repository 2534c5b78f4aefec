import type { DeliveryEvent } from '../delivery/event';
import type { JsonObject } from '../delivery/json';
import type { ResultSource } from '../delivery/result';
import { errorInstead } from '../delivery/result';

/**
 * The run as the API has it, in the shape of its delivery: TaskRunResponse and WorkflowRunResponse in skyvern/schemas/runs.py.
 * It alone names the browser session, and its links are fresh.
 */
export function skyvernResults(read: (run: JsonObject) => DeliveryEvent | undefined): ResultSource {
	return {
		paths: ({ runId }) => (runId === null ? [] : [`/v1/runs/${encodeURIComponent(runId)}`]),
		read: (run) => {
			const event = read(run);
			if (event === undefined) return errorInstead('Skyvern', run.error ?? run.detail);
			if (event.outcome === 'inProgress') return 'unfinished';
			const { status, outcome, sessionId, output, error, files } = event;
			return { status: status ?? undefined, outcome, sessionId, output, error, files, details: { stepCount: run.step_count ?? null, appUrl: run.app_url ?? null } };
		},
	};
}
