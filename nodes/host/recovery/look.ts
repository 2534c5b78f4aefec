import type { IRun, ITriggerFunctions } from 'n8n-workflow';

import { whyFiltered } from '../../delivery/filter';
import { deliveryId } from '../../delivery/identity';
import type { JsonObject } from '../../delivery/json';
import type { Settings } from '../../delivery/judge';
import type { Provider } from '../../delivery/provider';
import type { DueRun, Looks, Recovery, Window } from '../../delivery/recovery';
import { afterLook, reachBackTo, windowOf } from '../../delivery/recovery';
import { toItem } from '../../delivery/toItem';
import type { Process } from '../process';
import { claimKey } from '../process';
import { keep } from './keepLooks';
import { Incomplete, RunList } from './runList';

export interface LookAt {
	readonly context: ITriggerFunctions;
	readonly provider: Provider;
	readonly recovery: Recovery;
	readonly settings: Settings;
	readonly baseUrl: string;
	/** The key under which the process remembers the looks of this node. */
	readonly node: string;
}

/** Each is an execution; what is beyond waits for the next look. */
const MOST_EMITTED = 200;
/** One run that cannot be read must not keep the others from being recovered; an API that is down may. */
const MOST_FAILURES = 5;

/** Asks for the runs that ended since the last look, and emits those that nobody has seen. */
export class Look {
	private isRunning = false;
	private isClosed = false;
	/** Runs that could not be read: the others come first, so that a few cannot hold up all. */
	private readonly unread = new Set<string>();
	private readonly list: RunList;

	constructor(
		private readonly at: LookAt,
		private readonly process: Process,
	) {
		const named = at.settings.ids.flatMap(({ id, values }) => (id === 'runId' ? values : []));
		this.list = new RunList(at.context, at.provider, at.recovery, at.baseUrl, named, process);
	}

	close(): void {
		this.isClosed = true;
	}

	/** Never rejects: the next tick goes on. */
	async run(): Promise<void> {
		if (this.isRunning || this.isClosed) return;
		this.isRunning = true;
		const { context, provider } = this.at;
		try {
			await this.look();
		} catch (error) {
			const why = error instanceof Incomplete ? error.message : 'Something unexpected happened.';
			context.logger.warn(
				`${provider.label}: looking for missed runs was not completed in workflow "${context.getWorkflow().name ?? ''}", node "${context.getNode().name}": ${why} The next look covers the same time again.`,
				error instanceof Incomplete ? {} : { error },
			);
		} finally {
			this.isRunning = false;
		}
	}

	private async look(): Promise<void> {
		const { context, node } = this.at;
		const { looks, now } = this.process;
		const startedAt = now();
		const before = looks.get(node);
		if (before === undefined) return;
		keep(context, this.process);
		const window = windowOf(before, startedAt);
		const due = await this.list.due(window, () => this.isClosed);
		const ids = new Set(due.map(({ id }) => id));
		for (const id of this.unread) if (!ids.has(id)) this.unread.delete(id);
		const late = ({ id }: DueRun) => Number(this.unread.has(id));
		await this.recoverAll(due.sort((a, b) => late(a) - late(b) || (a.endedAt ?? 0) - (b.endedAt ?? 0)), window, before);
		// A run that n8n could not store meanwhile has moved the mark back.
		if (!this.isClosed && looks.get(node) === before) looks.set(node, afterLook(before, startedAt));
	}

	/** The oldest first. Rejects when some are left for the next look. */
	private async recoverAll(due: readonly DueRun[], window: Window, before: Looks): Promise<void> {
		const failures: Incomplete[] = [];
		let emitted = 0;
		for (const run of due) {
			if (this.isClosed || failures.length === MOST_FAILURES) break;
			if (emitted === MOST_EMITTED) {
				if (this.unread.size === 0) this.advanceTo(run.endedAt, before);
				failures.push(new Incomplete(`There were more than ${MOST_EMITTED}, and the rest follows.`));
				break;
			}
			const result = await this.recover(run, window);
			if (result instanceof Incomplete) {
				failures.push(result);
				this.unread.add(run.id);
				continue;
			}
			this.unread.delete(run.id);
			if (result !== 'later') this.list.unfollow(run.id);
			if (result === 'emitted') emitted += 1;
		}
		if (emitted > 0) {
			this.at.context.logger.info(`${this.at.provider.label}: recovered ${emitted} missed ${emitted === 1 ? 'run' : 'runs'}.`);
		}
		if (failures.length > 0) throw failures[0];
	}

	/** "Settled": it is known, filtered out, or no longer there. "Later": it is not over, or its delivery is on its way. */
	private async recover(due: DueRun, { endedFrom, endedUntil }: Window): Promise<'emitted' | 'settled' | 'later' | Incomplete> {
		const { context, provider, recovery, settings } = this.at;
		const { claims, now } = this.process;
		const idOf = (run: JsonObject) => {
			const event = recovery.read(run);
			return event === undefined ? undefined : { event, id: deliveryId(provider.id, event, run) };
		};
		const listed = due.hasEnded ? idOf(due.run) : undefined;
		if (listed !== undefined) {
			// Most runs are known from their delivery, and nothing more need be asked.
			if (claims.has(claimKey(context, listed.id))) return 'settled';
			// A list may lack what else is filtered for.
			if (whyFiltered(listed.event, { ...settings, ids: [], metadata: [] }, provider.events) !== undefined) return 'settled';
		}
		const run = await this.list.whole(due);
		if (run instanceof Incomplete) return run;
		const read = run === undefined ? undefined : idOf(run);
		if (run === undefined || read === undefined) return 'settled';
		const { event, id } = read;
		if (event.outcome === 'inProgress') {
			return listed === undefined ? 'later' : new Incomplete(`${provider.label} lists a run as ended that is not over yet.`);
		}
		const endedAt = due.endedAt ?? event.occurredAt ?? endedFrom;
		if (endedAt > endedUntil) return 'later';
		if (endedAt < endedFrom || whyFiltered(event, settings, provider.events) !== undefined) return 'settled';
		const key = claimKey(context, id);
		if (this.isClosed || !claims.take(key, now())) return 'settled';
		const delivery = { id, scheme: 'api', verified: 'api', source: 'recovery' } as const;
		const item = toItem(provider.id, event, run, delivery, now());
		const done = context.helpers.createDeferredPromise<IRun>();
		done.promise.catch(() => this.giveBack(due, key, endedAt));
		// Should n8n start it twice all the same, from two mains for example, its unique key prevents the second.
		context.emit([[{ json: { ...item } }]], undefined, done, key);
		return 'emitted';
	}

	/** Where there are more than one look may emit, the next one goes on there, unless a run was given back meanwhile. */
	private advanceTo(endedAt: number | undefined, before: Looks): void {
		const { looks } = this.process;
		if (looks.get(this.at.node) === before && endedAt !== undefined && endedAt > before.lookedAt) looks.set(this.at.node, afterLook(before, endedAt));
	}

	/** n8n could not store the execution; or it was cancelled, and then its key keeps it from starting again. */
	private giveBack(due: DueRun, key: string, endedAt: number): void {
		const { claims, looks } = this.process;
		claims.release(key);
		this.list.follow(due);
		const current = looks.get(this.at.node);
		if (current !== undefined) looks.set(this.at.node, reachBackTo(current, endedAt));
	}
}
