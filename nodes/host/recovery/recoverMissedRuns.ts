import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Settings } from '../../delivery/judge';
import type { Provider } from '../../delivery/provider';
import { recall } from '../../delivery/recovery';
import { credentialUnavailable, sentenceFor } from '../../delivery/sentences/sentences';
import { baseUrlOf, hasApiKey } from '../api/api';
import type { Process } from '../process';
import { claimKey, thisProcess } from '../process';
import { ignoresDuplicates, readRecoverySettings, readSettings } from '../settings';
import { keep, keptAs, looksKey } from './keepLooks';
import { Look } from './look';
import { Round } from './round';

/**
 * While the option is on, looks for missed runs now and every few minutes. n8n calls it when the workflow is
 * activated and when n8n starts, with several mains on the leader alone.
 *
 * Always returns a response: n8n would take a trigger without one for not registered.
 */
export async function recoverMissedRuns(
	context: ITriggerFunctions,
	provider: Provider,
	process: Process = thisProcess,
): Promise<ITriggerResponse> {
	const { recovery } = provider;
	// A manual test shows the delivery that it waits for, and nothing else.
	if (context.getMode() === 'manual' || recovery === undefined) return {};
	const options = readRecoverySettings(context);
	const kept = context.getWorkflowStaticData('node');
	if (options === undefined) {
		for (const list of recovery) {
			process.looks.delete(looksKey(context, list));
			if (kept[keptAs(list)] !== undefined) delete kept[keptAs(list)];
		}
		return {};
	}
	// All parameters are read here: later n8n may no longer evaluate expressions.
	const settings = checkSettings(context, provider);
	const baseUrl = await checkApiAccess(context, provider);

	for (const list of recovery) {
		const key = looksKey(context, list);
		const stored = recall(kept[keptAs(list)], process.now());
		const known = process.looks.get(key);
		// With several mains, another one may have been the leader since.
		const isNewer = known === undefined || (kept[keptAs(list)] !== undefined && stored.lookedAt > known.lookedAt);
		process.looks.set(key, isNewer ? stored : known);
	}
	// n8n saves this once the workflow is active, so that the first activation marks where history ends.
	keep(context, provider, process);
	let isClosed = false;
	const looks = recovery.map((list) => {
		const at = { context, provider, recovery: list, settings, baseUrl, key: looksKey(context, list) };
		return new Look(at, process, () => isClosed);
	});
	const round = new Round(context, provider, looks, process, () => isClosed);
	let lastLook = process.now();
	context.helpers.registerCron({ expression: `${secondOf(claimKey(context, ''))} * * * * *` }, () => {
		// A little early rather than a minute late: the clock's ticks are not exact.
		const waited = process.now() - lastLook;
		if (waited >= 0 && waited < options.everyMinutes * 60_000 - 30_000) return;
		lastLook = process.now();
		void round.run();
	});
	void round.run();
	return {
		closeFunction: async () => {
			isClosed = true;
		},
	};
}

function checkSettings(context: ITriggerFunctions, provider: Provider): Settings {
	const settings = readSettings(context, provider);
	if ('reason' in settings) {
		const { message, description } = sentenceFor(settings);
		throw new NodeOperationError(context.getNode(), `${message}. ${description}`);
	}
	if (!ignoresDuplicates(context)) {
		throw new NodeOperationError(
			context.getNode(),
			'Recover Missed Runs cannot tell missed runs from delivered ones while Ignore Duplicates is off. Switch one of the two options.',
		);
	}
	return settings;
}

async function checkApiAccess(context: ITriggerFunctions, { credential, api }: Provider): Promise<string> {
	let data: Readonly<Record<string, unknown>>;
	try {
		data = await context.getCredentials(credential.type);
	} catch {
		const { message, description } = credentialUnavailable(credential.label);
		throw new NodeOperationError(context.getNode(), `${message}. ${description}`);
	}
	if (!hasApiKey(data, api)) {
		throw new NodeOperationError(
			context.getNode(),
			`Recover Missed Runs has no API key to ask with. Fill in ${api.apiKey.label} in the credential ${credential.label}, or switch the option off.`,
		);
	}
	return baseUrlOf(data, api);
}

/** Each node has a second of its own, so that many nodes do not ask at once. */
function secondOf(node: string): number {
	let sum = 0;
	for (const character of node) sum = (sum * 31 + character.charCodeAt(0)) % 60;
	return sum;
}
