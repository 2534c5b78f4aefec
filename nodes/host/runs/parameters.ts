import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { KnownKind } from '../../delivery/runs';
import type { ResultSettings } from '../settings';
import { numberIn, readResultSettings } from '../settings';
import type { Step } from './step';

const MINUTE_MS = 60_000;

/**
 * Whether Run and Wait asks the API instead of sleeping until the delivery: where the provider delivers nothing to a URL of ours, where the
 * user wants it so, and as a tool of an AI agent, which cannot be put to sleep.
 */
export function asksInstead({ context, runs }: Step): boolean {
	return !runs.delivers || isTool(context) || context.getNodeParameter('waitBy', 0, 'delivery') === 'asking';
}

/** n8n makes a second type of a node that can be a tool, with this at its end. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/** How long to wait for the end of a run; undefined: without a limit. */
export function runTimeLimitMs(context: IExecuteFunctions, itemIndex: number): number | undefined {
	const minutes = numberIn(context.getNodeParameter('runTimeLimit', itemIndex, 60));
	if (minutes === undefined || minutes < 0) {
		throw new NodeOperationError(context.getNode(), 'Time Limit (Minutes) is not a number of minutes. Correct it, or the expression in it.', { itemIndex });
	}
	return minutes === 0 ? undefined : minutes * MINUTE_MS;
}

export function stopsWhenTimeIsUp({ context }: Step, index: number, { stop }: KnownKind): boolean {
	return stop !== undefined && isTrue(context.getNodeParameter('stopWhenTimeIsUp', index, false));
}

/** Expressions often make texts of what is true. */
export function isTrue(value: unknown): boolean {
	return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

/** What is added to a run that has ended. */
export function resultSettings({ context, runs }: Step, itemIndex: number): ResultSettings {
	const settings = readResultSettings(context, itemIndex);
	return runs.asksResult === true ? { ...settings, includeResult: true } : settings;
}
