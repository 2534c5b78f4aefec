import type { IRun, ITriggerFunctions } from 'n8n-workflow';

import type { DeliveryEvent } from '../../delivery/event';
import { whyFiltered } from '../../delivery/filter';
import { deliveryId } from '../../delivery/identity';
import type { JsonObject } from '../../delivery/json';
import type { Settings } from '../../delivery/judge';
import type { Provider } from '../../delivery/provider';
import type { DueRun, Recovery, Window } from '../../delivery/recovery';
import { toItem } from '../../delivery/toItem';
import type { Process } from '../process';
import { claimKey } from '../process';
import type { RunList } from './runList';
import { Incomplete } from './runList';

export interface LookAt {
	readonly context: ITriggerFunctions;
	readonly provider: Provider;
	readonly recovery: Recovery;
	readonly settings: Settings;
	readonly baseUrl: string;
	/** The key under which the process remembers the looks of this node at this list. */
	readonly key: string;
}

/** What makes an execution of a run that nobody has seen. */
export class MissedRun {
	constructor(
		private readonly at: LookAt,
		private readonly list: RunList,
		private readonly process: Process,
		private readonly giveBack: (due: DueRun, key: string, endedAt: number) => void,
	) {}

	/** "Settled": it is known, filtered out, or no longer there. "Later": it is not over, or its delivery is on its way. */
	async recover(due: DueRun, { endedFrom, endedUntil }: Window, isClosed: () => boolean): Promise<'emitted' | 'settled' | 'later' | Incomplete> {
		const { context, provider, recovery, settings } = this.at;
		const { claims, now } = this.process;
		if (this.isSettled(due)) return 'settled';
		const run = await this.list.whole(due);
		if (run instanceof Incomplete) return run;
		const event = run === undefined ? undefined : recovery.read(run);
		if (run === undefined || event === undefined) return 'settled';
		if (event.outcome === 'inProgress') {
			const isSaidToBeOver = recovery.isFollowed !== true && recovery.read(due.run) !== undefined;
			return isSaidToBeOver ? new Incomplete(`${provider.label} lists a run as ended that is not over yet.`) : 'later';
		}
		const endedAt = due.endedAt ?? (recovery.endedAt === undefined ? event.occurredAt : recovery.endedAt(run)) ?? endedFrom;
		if (endedAt > endedUntil) return 'later';
		if (endedAt < endedFrom || whyFiltered(event, settings, provider.events) !== undefined) return 'settled';
		const id = deliveryId(provider.id, event, run);
		const key = claimKey(context, id);
		if (isClosed() || !claims.take(key, now())) return 'settled';
		const delivery = { id, scheme: 'api', verified: 'api', source: 'recovery' } as const;
		const item = toItem(provider.id, event, run, delivery, now());
		const done = context.helpers.createDeferredPromise<IRun>();
		done.promise.catch(() => this.giveBack(due, key, endedAt));
		// Should n8n start it twice all the same, from two mains for example, its unique key prevents the second.
		context.emit([[{ json: { ...item } }]], undefined, done, key);
		return 'emitted';
	}

	/** Most runs are known from their delivery, or filtered out by what the list says, and nothing more need be asked. */
	private isSettled(due: DueRun): boolean {
		const { context, provider, recovery, settings } = this.at;
		const isClaimed = (event: DeliveryEvent, run: JsonObject) => this.process.claims.has(claimKey(context, deliveryId(provider.id, event, run)));
		if (recovery.endings !== undefined) {
			const endings = recovery.endings(due.id);
			const isFilteredOut = (event: DeliveryEvent) => whyFiltered(event, { ...settings, statuses: [], metadata: [] }, provider.events) !== undefined;
			return endings.some((event) => isClaimed(event, due.run)) || endings.every(isFilteredOut);
		}
		const event = due.hasEnded ? recovery.read(due.run) : undefined;
		if (event === undefined) return false;
		// A list may lack what else is filtered for.
		return isClaimed(event, due.run) || whyFiltered(event, { ...settings, ids: [], metadata: [] }, provider.events) !== undefined;
	}
}
