import type { IDisplayOptions, INodeProperties, INodePropertyOptions, NodeHint } from 'n8n-workflow';

/** The options that every trigger has. */
export const ignoreDuplicates: INodeProperties = {
	displayName: 'Ignore Duplicates',
	name: 'ignoreDuplicates',
	type: 'boolean',
	default: true,
	description:
		'Whether a second delivery of the same event is answered without starting the workflow again. Switch off to replay deliveries on purpose.',
};

export const diagnoseRefusals: INodeProperties = {
	displayName: 'Diagnose Refusals',
	name: 'diagnoseRefusals',
	type: 'boolean',
	default: false,
	description:
		"Whether n8n's log names the exact cause of a refused delivery, such as quotes around the secret or a body that a proxy printed again. It costs up to a second for each refused delivery of a large body that is logged, at most three a minute for each reason, after the sender has its answer. No secret and no body is logged. While you listen for a test event, this is always done.",
};

export const includeHeaders: INodeProperties = {
	displayName: 'Include Headers',
	name: 'includeHeaders',
	type: 'boolean',
	default: false,
	description: 'Whether to add the headers of the request to the item. Headers that hold a secret of the credential, or whose name speaks of one, are left out.',
};

export function maximumAge(defaultSeconds: number, of: string): INodeProperties {
	return {
		displayName: 'Maximum Age (Seconds)',
		name: 'maximumAge',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: defaultSeconds,
		description: `How many seconds ${of} may differ from this machine's clock, in either direction; older deliveries are refused, because somebody may be replaying them. 0 = no limit, as long as Ignore Duplicates is off; while it is on, deliveries of more than a week are refused whatever stands here.`,
	};
}

/** `of`: what the provider starts with metadata; `key` and `value`: a pair that shows what is meant. */
export function metadataMatch(of: string, key: string, value: string): INodeProperties {
	return {
		displayName: 'Metadata Match',
		name: 'metadataMatch',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Pair',
		default: {},
		description: `The pairs that a ${of}'s metadata must contain, all of them, to the letter`,
		options: [
			{
				displayName: 'Pair',
				name: 'pairs',
				values: [
					{ displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: `e.g. ${key}` },
					{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: `e.g. ${value}` },
				],
			},
		],
	};
}

/**
 * What has no delivery ends up here. `list`: the provider's own name for its runs. `limits`: sentences on what cannot be recovered.
 * `also`: what the option does beside, for its name.
 */
export function recoverMissedRuns(list: string, limits?: string, also?: string): INodeProperties {
	return {
		displayName: also === undefined ? 'Recover Missed Runs' : `Recover Missed Runs, ${also}`,
		name: 'recoverMissedRuns',
		type: 'boolean',
		default: false,
		description: `Whether to ask the API for ${list} that ended without a delivery reaching this workflow, for example while n8n was down, and start it for them too. It looks at all that the API key may see, wherever the deliveries were sent: narrow it with the filters. Needs the API key in the credential. It asks when the workflow is activated, when n8n starts, and every few minutes; what ended before it was switched on, or more than two days ago, is left alone.${limits === undefined ? '' : ` ${limits}`}`,
	};
}

export const recoverEveryMinutes: INodeProperties = {
	displayName: 'Recover Every (Minutes)',
	name: 'recoverEveryMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 15,
	// By the name beside it: with a path from the root, n8n 2.41 shows the field and drops its value.
	displayOptions: { show: { recoverMissedRuns: [true] } },
	description: 'How many minutes lie between two looks for missed runs',
};

export const recoveryNeedsClaims: NodeHint = {
	type: 'warning',
	location: 'ndv',
	whenToDisplay: 'always',
	displayCondition:
		'={{ $parameter["options"]["recoverMissedRuns"] === true && $parameter["options"]["ignoreDuplicates"] === false }}',
	message:
		'Recover Missed Runs cannot tell missed runs from delivered ones while Ignore Duplicates is off, so this workflow cannot be published. Switch one of the two options.',
};

export function includeResult(what: string): INodeProperties {
	return {
		displayName: 'Include Result',
		name: 'includeResult',
		type: 'boolean',
		default: false,
		description: `Whether to ask the API for ${what}, after the delivery was answered, and to put it into the item. Needs the API key in the credential. What cannot be had is said in the item's error field; with Retry On Fail in the node's settings, n8n tries again instead.`,
	};
}

export const emit: INodeProperties = {
	displayName: 'Emit',
	name: 'emit',
	type: 'options',
	options: [
		{ name: 'One Item per Run', value: 'run' },
		{
			name: 'One Item per Record',
			value: 'record',
			description: "When the output is a list: each of its records becomes an item's output; an empty list gives no item, unless the run did not succeed",
		},
	],
	default: 'run',
	description: 'Whether the workflow gets a run as one item or each of its records as one',
};

export function downloadFiles(kinds: INodePropertyOptions[]): INodeProperties {
	return {
		displayName: 'Download Files',
		name: 'downloadFiles',
		type: 'multiOptions',
		options: kinds,
		default: [],
		description:
			'The kinds of files to put into the item as binary data, in fields named by their kind: download_1, recording_1 and so on. A file that cannot be had says why in the item.',
	};
}

/** Once files of some kind are downloaded. */
const withDownloadFiles: IDisplayOptions = { show: { downloadFiles: ['download', 'output', 'recording', 'screenshot'] } };

export const maximumFileSize: INodeProperties = {
	displayName: 'Maximum File Size (MB)',
	name: 'maximumFileSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: withDownloadFiles,
	description: 'The largest file that is downloaded, in megabytes. Without a binary data folder, n8n keeps files in memory.',
};

export const maximumTotalSize: INodeProperties = {
	displayName: 'Maximum Size of All Files (MB)',
	name: 'maximumTotalSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 200,
	displayOptions: withDownloadFiles,
	description: 'How many megabytes the files of one run may have together',
};

export const withIncludeResult: IDisplayOptions = { show: { includeResult: [true] } };

export const timeLimit: INodeProperties = {
	displayName: 'Time Limit (Seconds)',
	name: 'timeLimit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 120,
	description:
		'How many seconds asking for the result and downloading its files may take together. What is missing then is said in the item. The provider has its answer long before.',
};
