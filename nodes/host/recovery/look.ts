import type { DueRun, Looks, Window } from '../../delivery/recovery';
import { afterLook, reachBackTo, windowOf } from '../../delivery/recovery';
import type { Process } from '../process';
import type { LookAt } from './missedRun';
import { MissedRun } from './missedRun';
import { Incomplete, RunList } from './runList';

/** Each is an execution; what is beyond waits for the next look. */
const MOST_EMITTED = 200;
/** One run that cannot be read must not keep the others from being recovered; an API that is down may. */
const MOST_FAILURES = 5;
/** So many runs that are not over are asked for in one look, the longest not asked for first. */
const MOST_UNDER_WAY = 200;

/** What the lists before have named in this round. */
export interface ListedBefore {
	readonly ids: Set<string>;
	/** They hold no run that began since then and is not named. */
	readonly startedFrom: number;
	/** They could all be read. */
	isWhole: boolean;
}

/** Asks one list for the runs that ended since the last look, and emits those that nobody has seen. */
export class Look {
	/** Runs that could not be read: the others come first, so that a few cannot hold up all. */
	private readonly unread = new Set<string>();
	/** The last answer did not say that this account has no such list. */
	private isOffered = true;
	private readonly list: RunList;
	private readonly missed: MissedRun;

	constructor(
		readonly at: LookAt,
		private readonly process: Process,
		private readonly isClosed: () => boolean,
	) {
		const { context, provider, recovery, baseUrl, settings, key } = at;
		const named = recovery.isLatestOnly === true ? settings.ids.flatMap(({ id, values }) => (id === 'runId' ? values : [])) : [];
		const open = process.looks.get(key)?.open ?? [];
		this.list = new RunList(context, provider, recovery, baseUrl, [...open, ...named], process);
		this.missed = new MissedRun(at, this.list, process, (...args) => this.giveBack(...args));
	}

	/** How far back the lists before have to be read on behalf of this one; undefined where they need not. */
	reachesBackTo(now: number): number | undefined {
		return this.at.recovery.isListedBefore === true && this.isOffered ? this.window(now)?.startedFrom : undefined;
	}

	/** Rejects with what is left for the next look. */
	async run(listedBefore: ListedBefore): Promise<void> {
		const { key, recovery } = this.at;
		const { looks, now } = this.process;
		const startedAt = now();
		const [before, own] = [looks.get(key), this.window(startedAt)];
		if (before === undefined || own === undefined) return;
		const window = recovery.isFollowed === true ? own : { ...own, startedFrom: Math.min(own.startedFrom, listedBefore.startedFrom) };
		const { due, ids, failure } = await this.list.read(window, this.isClosed);
		if (this.isClosed()) return;
		this.isOffered = failure?.isNotOffered !== true;
		if (recovery.isListedBefore === true && this.isOffered && !(listedBefore.isWhole && listedBefore.startedFrom <= own.startedFrom)) {
			throw new Incomplete('This list waits for the others, which may hold the same runs and were not read as far back.');
		}
		const unknown = recovery.isListedBefore === true ? due.filter(({ id }) => !listedBefore.ids.has(id)) : due;
		for (const id of ids) listedBefore.ids.add(id);
		// What is not offered to the account has no runs of it.
		if (failure !== undefined && this.isOffered) listedBefore.isWhole = false;
		const left = await this.recoverAll(this.inOrder(unknown), window, before, failure === undefined);
		if (this.isClosed()) return;
		if (failure !== undefined) throw failure;
		if (left !== undefined) throw left;
		// A run that n8n could not store meanwhile has moved the mark back.
		if (looks.get(key) === before) looks.set(key, afterLook(before, startedAt, this.list.following));
	}

	private window(now: number): Window | undefined {
		const looks = this.process.looks.get(this.at.key);
		if (looks === undefined) return undefined;
		const window = windowOf(looks, now);
		// What began before and is followed need not be listed.
		return this.at.recovery.isFollowed === true ? { ...window, startedFrom: window.endedFrom } : window;
	}

	/** The oldest first, but for those that could not be read. */
	private inOrder(due: readonly DueRun[]): DueRun[] {
		const ids = new Set(due.map(({ id }) => id));
		for (const id of this.unread) if (!ids.has(id)) this.unread.delete(id);
		const late = ({ id }: DueRun) => Number(this.unread.has(id));
		return [...due].sort((a, b) => late(a) - late(b) || (a.endedAt ?? 0) - (b.endedAt ?? 0));
	}

	/** Returns why some are left for the next look. */
	private async recoverAll(due: readonly DueRun[], window: Window, before: Looks, isWhole: boolean): Promise<Incomplete | undefined> {
		const failures: Incomplete[] = [];
		let [emitted, underWay] = [0, 0];
		for (const run of due) {
			if (this.isClosed() || failures.length === MOST_FAILURES) break;
			if (emitted === MOST_EMITTED || underWay === MOST_UNDER_WAY) {
				if (this.unread.size === 0 && isWhole) this.advanceTo(run.endedAt, before);
				failures.push(new Incomplete(`There were more than ${emitted === MOST_EMITTED ? MOST_EMITTED : MOST_UNDER_WAY}, and the rest follows.`));
				break;
			}
			const result = await this.missed.recover(run, window, this.isClosed);
			if (result instanceof Incomplete) {
				failures.push(result);
				this.unread.add(run.id);
				continue;
			}
			this.unread.delete(run.id);
			if (result === 'later') {
				underWay += 1;
				this.list.follow(run);
			} else this.list.unfollow(run.id);
			if (result === 'emitted') emitted += 1;
		}
		const { context, provider } = this.at;
		if (emitted > 0) context.logger.info(`${provider.label}: recovered ${emitted} missed ${emitted === 1 ? 'run' : 'runs'}.`);
		return failures[0];
	}

	/** Where there are more than one look may emit, the next one goes on there, unless a run was given back meanwhile. */
	private advanceTo(endedAt: number | undefined, before: Looks): void {
		const { looks } = this.process;
		const { key } = this.at;
		if (looks.get(key) === before && endedAt !== undefined && endedAt > before.lookedAt) {
			looks.set(key, afterLook(before, endedAt, this.list.following));
		}
	}

	/** n8n could not store the execution; or it was cancelled, and then its key keeps it from starting again. */
	private giveBack(due: DueRun, key: string, endedAt: number): void {
		const { claims, looks } = this.process;
		claims.release(key);
		this.list.follow(due);
		const current = looks.get(this.at.key);
		if (current !== undefined) looks.set(this.at.key, reachBackTo(current, endedAt));
	}
}
