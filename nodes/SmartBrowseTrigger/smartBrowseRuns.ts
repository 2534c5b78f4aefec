import type { DeliveryEvent } from '../delivery/event';
import type { JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { ListedRun, Recovery } from '../delivery/recovery';
import { lackingSentence, lacksRecords } from '../delivery/result';
import { firstTime } from '../delivery/verification/timestamp';
import { ENDED, smartBrowseResults } from './smartBrowseResults';

function listed(run: JsonObject): ListedRun | undefined {
	const id = asText(run.id);
	if (id === undefined) return undefined;
	const hasEnded = ENDED.includes(asText(run.status) ?? '');
	return { id, hasEnded, startedAt: firstTime(run.created_at), endedAt: firstTime(run.completed_at) };
}

/**
 * SmartBrowse lists no runs, but names the latest one of the account: SmartBrowseUsageData and SmartBrowseRunData in the
 * types of its SDK. A run is put into the words of a delivery, so that one reader reads both.
 */
export function smartBrowseRuns(read: (delivery: JsonObject) => DeliveryEvent | undefined): Recovery {
	return {
		listPath: () => '/smartbrowse/usage',
		runsOf: (page) => {
			const usage = asObject(asObject(page)?.data);
			const latest = usage?.last_run ?? null;
			return usage === undefined ? undefined : latest === null ? [] : [latest];
		},
		isLatestOnly: true,
		isFollowed: true,
		listed,
		runPath: (id) => `/smartbrowse/runs/${encodeURIComponent(id)}`,
		runOf: (answer) => asObject(answer.data),
		read: (run) => {
			// The usage calls it status, the run itself run_status.
			const status = asText(run.run_status) ?? asText(run.status);
			if (status === undefined) return undefined;
			const event = read({
				event: status,
				timestamp: run.completed_at ?? null,
				run_id: run.id ?? null,
				recipe_id: run.recipe_id ?? null,
				status,
				error: run.error ?? null,
			});
			if (event === undefined || !ENDED.includes(status)) return event && { ...event, outcome: 'inProgress' };
			const result = smartBrowseResults.read({ data: { ...run, run_status: status } });
			if (status !== 'completed' || result === undefined || result === 'unfinished' || 'why' in result) return event;
			// Not an empty list, which would be a result.
			return lacksRecords(result) ? { ...event, error: event.error ?? lackingSentence('SmartBrowse', result) } : { ...event, output: result.output };
		},
	};
}
