import type { JsonObject } from '../delivery/json';
import { asObject, asText } from '../delivery/json';
import type { Reported, RunKind, Runs } from '../delivery/runs';
import { smartBrowse, smartBrowseRunList } from '../SmartBrowseTrigger/smartBrowse';

/** As recovery reads it. */
function reported(run: JsonObject | undefined): Reported | undefined {
	const event = run && smartBrowseRunList.read(run);
	return run === undefined || event === undefined ? undefined : { event, payload: run };
}

/** The pages on recipes and runs of docs.webscrape.ai. A start takes the recipe alone, no body, and no key to make it repeatable; nothing stops a run. */
const run: RunKind = {
	fields: [{ parameter: 'recipeId', member: 'recipe_id', label: 'Recipe ID', required: true }],
	start: ({ recipe_id: recipeId }) => ({ method: 'POST', path: `/smartbrowse/recipes/${encodeURIComponent(String(recipeId))}/run` }),
	started: (answer) => {
		const begun = asObject(answer.data);
		const read = begun && reported({ ...begun, id: begun.run_id ?? null, run_status: asText(begun.run_status) ?? 'queued' });
		return begun && read && { event: read.event, payload: begun };
	},
	runPath: (id) => `/smartbrowse/runs/${encodeURIComponent(id)}`,
	read: (answer) => reported(asObject(answer.data)),
};

export const smartBrowseNode: Runs = { provider: smartBrowse, kinds: { run }, onlyKind: 'run', delivers: false };
