import type { INodeType } from 'n8n-workflow';

import type { DeliveryItem } from '../../../nodes/delivery/item';
import type { JsonObject } from '../../../nodes/delivery/json';
import type { Runs } from '../../../nodes/delivery/runs';
import { runOperations } from '../../../nodes/host/runs/runOperations';
import { executeContext } from '../contexts';
import { DeduplicationTable } from '../deduplication/deduplicationTable';
import { processAt } from '../triggerContext';

export const NOW = Date.UTC(2026, 5, 1);
export const API_KEY = 'key-of-the-api';

/** A process whose clock moves on by what is waited for. `onWait`: what happens meanwhile. */
export function waitingProcess(onWait: (ms: number) => void = () => undefined) {
	const process = processAt(NOW);
	const wait = async (ms: number) => {
		process.waits.push(ms);
		process.clock.now += ms;
		onWait(ms);
		return undefined;
	};
	return Object.assign(process, { wait });
}

export interface Operation {
	readonly nodeType: INodeType;
	readonly runs: Runs;
	readonly baseUrl: string;
	readonly parameters?: Record<string, unknown>;
	readonly items?: readonly JsonObject[];
	readonly nodeSettings?: object;
	readonly cancelled?: AbortSignal;
	readonly executionId?: string;
	readonly apiKey?: string;
	/** What the credential holds beside key and Base URL. */
	readonly credential?: object;
}

/** A main node on n8n's real execute context, its HTTP client included. */
export async function contextOf({ nodeType, runs, baseUrl, parameters, items = [{}], nodeSettings, cancelled, executionId = '1', apiKey = API_KEY, credential }: Operation) {
	const { context } = await executeContext({
		nodeType,
		items: items.map((json) => ({ json })) as never,
		executionId,
		table: new DeduplicationTable(),
		parameters,
		credential: { apiKey, baseUrl, ...credential },
		apiHeaders: { [runs.provider.api.keyHeader]: apiKey },
		cancelled,
		nodeSettings,
	});
	return context;
}

/** Executes the step; once more with `again`, as Retry On Fail does. */
export async function operate(operation: Operation, process = waitingProcess()) {
	const context = await contextOf(operation);
	const execute = async () => {
		const outputs = await runOperations(context, operation.runs, process);
		return outputs.map((output) => output.map(({ json }) => json as unknown as DeliveryItem));
	};
	return { outputs: await execute().catch((error: unknown) => error as Error), process, again: execute };
}

/** What an operation that has to succeed hands on, by output. */
export async function outputsOf(operation: Operation, process = waitingProcess()) {
	const { outputs } = await operate(operation, process);
	if (outputs instanceof Error) throw outputs;
	return outputs;
}

/** Why an operation fails. */
export async function failureOf(operation: Operation, process = waitingProcess()) {
	const { outputs } = await operate(operation, process);
	if (!(outputs instanceof Error)) throw new Error(`It did not fail: ${JSON.stringify(outputs)}`);
	return outputs.message;
}
