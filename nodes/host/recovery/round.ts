import type { ITriggerFunctions } from 'n8n-workflow';

import type { Provider } from '../../delivery/provider';
import type { Process } from '../process';
import { keep } from './keepLooks';
import type { ListedBefore, Look } from './look';
import { Incomplete } from './runList';

interface Failure {
	readonly name: string | undefined;
	readonly error: unknown;
}

/** Looks at all lists of a provider, one after the other. */
export class Round {
	private isRunning = false;
	/** What has been said of lists that the provider does not offer: once is enough. */
	private readonly said = new Set<string>();

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly provider: Provider,
		private readonly looks: readonly Look[],
		private readonly process: Process,
		private readonly isClosed: () => boolean,
	) {}

	/** Never rejects: the next tick goes on. */
	async run(): Promise<void> {
		if (this.isRunning || this.isClosed()) return;
		this.isRunning = true;
		try {
			this.report(await this.lookAtAll());
		} catch (error) {
			this.report([{ name: undefined, error }]);
		} finally {
			this.isRunning = false;
		}
	}

	/** A list that cannot be read must not stop the others. */
	private async lookAtAll(): Promise<Failure[]> {
		keep(this.context, this.provider, this.process);
		const now = this.process.now();
		const startedFrom = Math.min(...this.looks.map((look) => look.reachesBackTo(now) ?? now));
		const listedBefore: ListedBefore = { ids: new Set(), startedFrom, isWhole: true };
		const failures: Failure[] = [];
		for (const look of this.looks) {
			try {
				await look.run(listedBefore);
			} catch (error) {
				failures.push({ name: look.at.recovery.name, error });
			}
		}
		return this.isClosed() ? [] : failures;
	}

	private report(failures: readonly Failure[]): void {
		const isOffered = failures.length < this.looks.length || !failures.every(({ error }) => isNotOffered(error));
		const where = `in workflow "${this.context.getWorkflow().name ?? ''}", node "${this.context.getNode().name}"`;
		for (const [why, names] of byReason(failures)) {
			const label = [this.provider.label, ...names].join(', ');
			const { error } = failures.find((failure) => reasonOf(failure) === why) ?? {};
			if (isNotOffered(error) && isOffered) {
				if (!this.said.has(label)) this.context.logger.info(`${label}: missed runs of this list cannot be recovered ${where}: ${why} The others are.`);
				this.said.add(label);
				continue;
			}
			this.context.logger.warn(
				`${label}: looking for missed runs was not completed ${where}: ${why} The next look covers the same time again.`,
				error instanceof Incomplete ? {} : { error },
			);
		}
	}
}

function reasonOf({ error }: Failure): string {
	return error instanceof Incomplete ? error.message : 'Something unexpected happened.';
}

/** One line for what several lists answer alike. */
function byReason(failures: readonly Failure[]): Map<string, string[]> {
	const names = new Map<string, string[]>();
	for (const failure of failures) {
		names.set(reasonOf(failure), [...(names.get(reasonOf(failure)) ?? []), ...(failure.name === undefined ? [] : [failure.name])]);
	}
	return names;
}

function isNotOffered(error: unknown): boolean {
	return error instanceof Incomplete && error.isNotOffered;
}
