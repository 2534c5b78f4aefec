import type { IExecuteFunctions, IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Settings } from '../delivery/judge';
import type { Provider } from '../delivery/provider';
import type { Refusal } from '../delivery/verdict';
import { CLAIM_REACH_MS } from './process';

const DEFAULT_MINUTES = 15;

/** Reads the node's parameters. One that fails or has the wrong type refuses the delivery: it might have filtered it out. */
export function readSettings(context: IWebhookFunctions | ITriggerFunctions, provider: Provider): Settings | Refusal {
	let setting = 'Events';
	try {
		const events = textList(context.getNodeParameter('events', []));
		setting = 'Statuses';
		const statuses = textList(context.getNodeParameter('statuses', []));
		setting = 'Options';
		const options = record(context.getNodeParameter('options', {}));
		setting = 'IDs';
		const ids = provider.idOptions.map(({ option, id }) => ({ id, values: idList(options[option]) }));
		setting = 'Metadata Match';
		const metadata = pairs(options.metadataMatch);
		setting = 'Maximum Age (Seconds)';
		const maximumAge = seconds(options.maximumAge);
		const claimReach = options.ignoreDuplicates === false ? undefined : CLAIM_REACH_MS / 2000;
		return { events, statuses, ids, metadata, maximumAge, claimReach, includeHeaders: options.includeHeaders === true };
	} catch {
		return { reason: 'settings_unreadable', setting };
	}
}

/** On unless it was switched off. */
export function ignoresDuplicates(context: IWebhookFunctions | ITriggerFunctions | IExecuteFunctions): boolean {
	const options = 'getInputData' in context ? context.getNodeParameter('options', 0, {}) : context.getNodeParameter('options', {});
	return record(options).ignoreDuplicates !== false;
}

/** Off unless it was switched on. */
export function diagnosesRefusals(context: IWebhookFunctions): boolean {
	return record(context.getNodeParameter('options', {})).diagnoseRefusals === true;
}

/** Undefined while missed runs are not to be recovered. */
export function readRecoverySettings(context: ITriggerFunctions): { readonly everyMinutes: number } | undefined {
	const { recoverMissedRuns, recoverEveryMinutes } = record(context.getNodeParameter('options', {}));
	if (recoverMissedRuns !== true) return undefined;
	const everyMinutes = numberIn(recoverEveryMinutes);
	return { everyMinutes: everyMinutes !== undefined && everyMinutes >= 1 ? everyMinutes : DEFAULT_MINUTES };
}

/** What the first step adds to an item. Sizes in bytes. */
export interface ResultSettings {
	readonly includeResult: boolean;
	readonly emit: 'run' | 'record';
	readonly kinds: readonly string[];
	readonly maximumFileSize: number;
	readonly maximumTotalSize: number;
	readonly timeLimitMs: number;
}

const MEGABYTE = 1_000_000;
/** In milliseconds: a longer timer would run out at once. */
const LONGEST_TIMER = 2_147_483_647;

/** An option that an expression filled with something else is an error that names it: a guess could fetch too much or nothing. */
export function readResultSettings(context: IExecuteFunctions | IHookFunctions, index = 0): ResultSettings {
	const options = record('getInputData' in context ? context.getNodeParameter('options', index, {}) : context.getNodeParameter('options', {}));
	const amount = (option: string, label: string, otherwise: number) => {
		const number = positive(options[option], otherwise);
		if (number === undefined) throw new NodeOperationError(context.getNode(), `${label} is not a number greater than 0. Correct the option, or the expression in it.`);
		return number;
	};
	const kinds = kindList(options.downloadFiles);
	if (kinds === undefined) {
		throw new NodeOperationError(context.getNode(), 'Download Files is not a list of kinds of files. Correct the option, or the expression in it.');
	}
	return {
		includeResult: options.includeResult === true,
		emit: options.emit === 'record' ? 'record' : 'run',
		kinds,
		maximumFileSize: amount('maximumFileSize', 'Maximum File Size (MB)', 50) * MEGABYTE,
		maximumTotalSize: amount('maximumTotalSize', 'Maximum Size of All Files (MB)', 200) * MEGABYTE,
		timeLimitMs: Math.min(Math.ceil(amount('timeLimit', 'Time Limit (Seconds)', 120) * 1000), LONGEST_TIMER),
	};
}

function positive(value: unknown, otherwise: number): number | undefined {
	const number = value === undefined ? otherwise : numberIn(value);
	return number !== undefined && number > 0 ? number : undefined;
}

/** Expressions often make texts of numbers. Undefined for what is none, and for what is without end. */
export function numberIn(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function kindList(value: unknown): string[] | undefined {
	if (value === undefined || value === '') return [];
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.every((entry) => typeof entry === 'string') ? list : undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not a collection');
	return value as Readonly<Record<string, unknown>>;
}

function textList(value: unknown): string[] {
	if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) throw new TypeError('not a list of texts');
	return value;
}

/** IDs are typed separated by commas or line breaks, or come from an expression as a list. */
function idList(value: unknown): string[] {
	if (value === undefined) return [];
	const texts = typeof value === 'string' ? value.split(/[\s,]+/) : textList(value);
	return texts.filter((text) => text !== '');
}

function pairs(value: unknown): Array<{ key: string; value: string }> {
	if (value === undefined) return [];
	const list = record(value).pairs ?? [];
	if (!Array.isArray(list)) throw new TypeError('not a list of pairs');
	const pairs = list.map((entry) => {
		const pair = record(entry);
		return { key: String(pair.key ?? ''), value: String(pair.value ?? '') };
	});
	// A pair that was added and not filled in yet.
	return pairs.filter(({ key, value }) => key !== '' || value !== '');
}

function seconds(value: unknown): number | undefined {
	if (value === undefined) return undefined;
	const number = numberIn(value);
	if (number === undefined || number < 0) throw new TypeError('not a number of seconds');
	return number;
}
