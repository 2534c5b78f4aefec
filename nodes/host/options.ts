import type { INodeProperties } from 'n8n-workflow';

/** The options that every trigger has. */
export const ignoreDuplicates: INodeProperties = {
	displayName: 'Ignore Duplicates',
	name: 'ignoreDuplicates',
	type: 'boolean',
	default: true,
	description:
		'Whether a second delivery of the same event is answered without starting the workflow again. Switch off to replay deliveries on purpose.',
};

export const includeHeaders: INodeProperties = {
	displayName: 'Include Headers',
	name: 'includeHeaders',
	type: 'boolean',
	default: false,
	description: 'Whether to add the headers of the request to the item. Headers that hold a secret are left out.',
};

export function maximumAge(defaultSeconds: number, of: string): INodeProperties {
	return {
		displayName: 'Maximum Age (Seconds)',
		name: 'maximumAge',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: defaultSeconds,
		description: `How many seconds ${of} may differ from this machine's clock, in either direction; older deliveries are refused, because somebody may be replaying them. 0 = no limit.`,
	};
}

/** What has no delivery ends up here. `list`: the provider's own name for its runs. */
export function recoverMissedRuns(list: string): INodeProperties {
	return {
		displayName: 'Recover Missed Runs',
		name: 'recoverMissedRuns',
		type: 'boolean',
		default: false,
		description: `Whether to ask the API for ${list} that ended without a delivery reaching this workflow, for example while n8n was down, and start it for them too. Needs the API key in the credential. It asks when the workflow is activated, when n8n starts, and every few minutes; what ended before it was switched on, or more than two days ago, is left alone.`,
	};
}

export const recoverEveryMinutes: INodeProperties = {
	displayName: 'Recover Every (Minutes)',
	name: 'recoverEveryMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 15,
	description: 'How many minutes lie between two looks for missed runs; only with Recover Missed Runs',
};
