import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Runs } from '../../delivery/runs';
import { hasEnded, itemOf } from '../../delivery/runs';
import type { Process } from '../process';
import { thisProcess } from '../process';
import { enrich } from '../results/enrich';
import type { ResultSettings } from '../settings';
import { askUntilEnded } from './ask';
import { dataOf, failureOf, notEndedOf } from './data';
import { getRun } from './get';
import { asksInstead, isTool, resultSettings, runTimeLimitMs, stopsWhenTimeIsUp } from './parameters';
import { wokenBy } from './sleep';
import type { StartedRun } from './start';
import { startRun } from './start';
import type { Step } from './step';
import { openStep } from './step';
import { stopRun } from './stop';
import { waitForDelivery } from './waitForDelivery';

/** What a main node does in an execution. First output: the runs; second one, of Run and Wait: those that have not ended in time. */
export async function runOperations(context: IExecuteFunctions, runs: Runs, process: Process = thisProcess): Promise<INodeExecutionData[][]> {
	const operation: unknown = context.getNodeParameter('operation', 0);
	try {
		return await operate(context, runs, process, operation);
	} catch (error) {
		if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error);
		// Left to n8n, the input would leave by the first output as if it were what the operation has brought.
		const failures = context.getInputData().map((_item, index) => failureOf(error, index));
		return operation === 'runAndWait' ? [failures, []] : [failures];
	}
}

async function operate(context: IExecuteFunctions, runs: Runs, process: Process, operation: unknown): Promise<INodeExecutionData[][]> {
	const woken = wokenBy(context);
	if (woken !== undefined) {
		const { item, sleep } = woken;
		return [await enrich(context, runs.provider, [dataOf(item, 0)], process, () => sleep.results), []];
	}
	const step = await openStep(context, runs, process);
	switch (operation) {
		case 'runAndWait':
			return asksInstead(step) ? await runAndAsk(step) : await waitForDelivery(step);
		case 'start':
			return [await startEach(step)];
		case 'get':
			return [await eachItem(context, async (index) => await getRun(step, index))];
		case 'stop':
			return [await eachItem(context, async (index) => await stopRun(step, index))];
		default:
			throw new NodeOperationError(context.getNode(), `There is no operation "${String(operation)}". Choose one from the list.`);
	}
}

async function startEach(step: Step): Promise<INodeExecutionData[]> {
	const { context } = step;
	const begun: string[] = [];
	return await eachItem(context, async (index) => {
		try {
			const { id, item } = await startRun(step, index);
			begun.push(id);
			return [dataOf(item, index)];
		} catch (error) {
			throw context.continueOnFail() ? error : withStarted(context, error, begun, index);
		}
	});
}

/** A run that has begun, and how it is to be waited for. */
interface AwaitedRun extends StartedRun {
	readonly limitMs: number | undefined;
	readonly results: ResultSettings;
}

/** Whatever cannot be read should be found out before the run begins. */
async function startAwaited(step: Step, index: number): Promise<AwaitedRun> {
	const limitMs = runTimeLimitMs(step.context, index);
	const results = resultSettings(step, index);
	return { limitMs, results, ...(await startRun(step, index)) };
}

/** All runs begin before the first is asked for, so that they go on side by side. */
async function runAndAsk(step: Step): Promise<INodeExecutionData[][]> {
	const { context, process } = step;
	const started: Array<AwaitedRun | Error> = [];
	for (const index of context.getInputData().keys()) {
		try {
			started.push(await startAwaited(step, index));
		} catch (error) {
			if (!context.continueOnFail()) throw withStarted(context, error, idsOf(started), index);
			started.push(error instanceof Error ? error : new Error(String(error)));
		}
	}
	const ended: INodeExecutionData[][] = [];
	const notEnded: INodeExecutionData[] = [];
	// When one fails, the step does: nobody waits for the others any more.
	const failed = new AbortController();
	const cancelled = context.getExecutionCancelSignal();
	const signal = cancelled === undefined ? failed.signal : AbortSignal.any([failed.signal, cancelled]);
	await Promise.all(
		started.map(async (run, index) => {
			ended[index] = [];
			try {
				if (run instanceof Error) throw run;
				const said = hasEnded(run.item) ? undefined : await askUntilEnded(step, run, run.limitMs, index, signal);
				if (said === undefined && !hasEnded(run.item)) {
					if (stopsWhenTimeIsUp(step, index, run.kind)) notEnded.push(...(await stopRun(step, index, run)));
					else notEnded.push(notEndedOf(run.item, index));
					return;
				}
				const item = said === undefined ? run.item : itemOf(step.runs, said, process.now());
				ended[index] = await enrich(context, step.runs.provider, [dataOf(item, index)], process, () => run.results);
			} catch (error) {
				if (!context.continueOnFail()) {
					failed.abort();
					throw new NodeOperationError(context.getNode(), withStarted(context, error, idsOf(started).filter((id) => run instanceof Error || id !== run.id), index) as Error, { itemIndex: index });
				}
				ended[index] = [failureOf(error, index)];
			}
		}),
	);
	// An agent hears of the first output alone: told nothing, it might start the run again.
	return isTool(context) ? [[...ended.flat(), ...notEnded]] : [ended.flat(), notEnded];
}

/** Whoever reads why one run failed must learn which others go on all the same. */
function withStarted(context: IExecuteFunctions, error: unknown, ids: readonly string[], itemIndex: number): unknown {
	if (ids.length === 0 || !(error instanceof Error)) return error;
	return new NodeOperationError(context.getNode(), `${error.message} Other runs of this step have begun: ${ids.join(', ')}. Ask for them with the operation Get.`, { itemIndex });
}

function idsOf(started: ReadonlyArray<StartedRun | Error>): string[] {
	return started.flatMap((run) => (run instanceof Error ? [] : [run.id]));
}

async function eachItem(context: IExecuteFunctions, work: (index: number) => Promise<INodeExecutionData[]>): Promise<INodeExecutionData[]> {
	const done: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		try {
			done.push(...(await work(index)));
		} catch (error) {
			if (!context.continueOnFail()) throw new NodeOperationError(context.getNode(), error as Error, { itemIndex: index });
			done.push(failureOf(error, index));
		}
	}
	return done;
}
