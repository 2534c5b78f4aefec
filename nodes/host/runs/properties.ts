import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** For the operation that waits. */
export const waiting: IDisplayOptions = { show: { operation: ['runAndWait'] } };

/** n8n makes a second type of each node, as a tool of AI agents. A tool cannot be put to sleep: it always asks. */
const asTool = { '@tool': [true] };

export const whenSleeping: IDisplayOptions = { show: { operation: ['runAndWait'], waitBy: ['delivery'] }, hide: asTool };

/** By choice, and as a tool. */
export const whenAsking: readonly IDisplayOptions[] = [
	{ show: { operation: ['runAndWait'], waitBy: ['asking'] }, hide: asTool },
	{ show: { operation: ['runAndWait'], ...asTool } },
];

/** For the operations that start a run. */
export const starting: IDisplayOptions = { show: { operation: ['runAndWait', 'start'] } };

/** For the operations that hand on a run that may have ended. */
export const withResults: IDisplayOptions = { show: { operation: ['runAndWait', 'get'] } };

/** The four words that all providers share. `run`: what the provider calls one, such as `a run`. */
export function operations(label: string, run: string, stops: boolean): INodeProperties {
	const options: INodePropertyOptions[] = [
		{ name: 'Get', value: 'get', action: `Get ${run}`, description: `How ${run} stands, by its ID, with its output once it has ended. Also the way to hear again of one that ended earlier.` },
		{ name: 'Run and Wait', value: 'runAndWait', action: `Start ${run} and wait for its end`, description: `Start ${run} at ${label} and go on with its result` },
		{ name: 'Start', value: 'start', action: `Start ${run}`, description: `Start ${run} at ${label} and go on at once` },
		{ name: 'Stop', value: 'stop', action: `Stop ${run}`, description: `Stop ${run} by its ID` },
	];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: stops ? options : options.filter(({ value }) => value !== 'stop'),
		default: 'runAndWait',
	};
}

/** A second output for the operation that has one. */
export const OUTPUTS =
	'={{ $parameter["operation"] === "runAndWait" ? [{ type: "main", displayName: "Ended" }, { type: "main", displayName: "Not Ended" }] : ["main"] }}';

export function runId(placeholder: string): INodeProperties {
	return {
		displayName: 'Run ID',
		name: 'runId',
		type: 'string',
		required: true,
		default: '',
		placeholder,
		displayOptions: { show: { operation: ['get', 'stop'] } },
		description: 'The ID of the run, for example the runId of an item',
	};
}

export function waitBy(label: string): INodeProperties {
	return {
		displayName: 'Wait By',
		name: 'waitBy',
		type: 'options',
		options: [
			{
				name: 'Asking',
				value: 'asking',
				description: `The step asks ${label} again and again, at most every 15 seconds. The execution stays in memory meanwhile. For an n8n that ${label} cannot reach.`,
			},
			{
				name: 'Delivery',
				value: 'delivery',
				description: `The execution sleeps, at no cost, until ${label} reports the end of the run to this n8n, signed`,
			},
		],
		default: 'delivery',
		displayOptions: { ...waiting, hide: asTool },
		description: 'How to hear of the end of the run. As a tool of an AI agent, the step always asks.',
	};
}

export const runTimeLimit: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'runTimeLimit',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 60,
	displayOptions: waiting,
	description: 'How many minutes to wait for the end of the run. What has not ended by then leaves by the output Not Ended; an AI agent that uses the step as a tool gets it as a run in progress. 0 = no limit.',
};

/** n8n gives a sleeping step no moment to do something when its time is up. */
export function stopWhenTimeIsUp(shown: IDisplayOptions): INodeProperties {
	return {
		displayName: 'Stop the Run When Time Is Up',
		name: 'stopWhenTimeIsUp',
		type: 'boolean',
		default: false,
		displayOptions: shown,
		description: 'Whether to stop a run that has not ended in time. It then leaves by Not Ended, as it stands after that.',
	};
}

/** What Not Ended means, and what a sleeping step cannot do. */
export function sleepNotice(label: string): INodeProperties {
	return {
		displayName: `The execution sleeps until ${label} reports the end of the run; nothing else can wake it. It takes one item at a time. Not Ended means: not heard of. The run may go on, or its report was lost: ask with the operation Get behind that output. n8n gives a sleeping step no moment to stop its run: put the operation Stop there.`,
		name: 'sleepNotice',
		type: 'notice',
		default: '',
		displayOptions: whenSleeping,
	};
}

/** `trigger`: a sentence on what the trigger needs to hear of such a run. */
export function askNotice(shown: IDisplayOptions, trigger?: string): INodeProperties {
	return {
		displayName: `The step asks how the run stands, at most every 15 seconds. The execution stays in memory until the run has ended. With the operation Start here, and the trigger in another workflow, it does not.${trigger === undefined ? '' : ` ${trigger}`}`,
		name: 'askNotice',
		type: 'notice',
		default: '',
		displayOptions: shown,
	};
}

export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields (JSON)',
	name: 'additionalFields',
	type: 'json',
	default: '{}',
	description: 'What the API takes beside the fields here, as a JSON object. A field that is filled in here wins over the same one there.',
};

/** The same option as the trigger's; the output is in the item without it. `what`: what the API says beside the output. */
export function includeDetails(what: string): INodeProperties {
	return {
		displayName: 'Include Result',
		name: 'includeResult',
		type: 'boolean',
		default: false,
		description: `Whether to put beside the output what else the API says of a run that has ended: ${what}. What cannot be had is said in the item's error field; with Retry On Fail in the node's settings, n8n tries again instead.`,
	};
}
