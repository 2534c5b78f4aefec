import type { ITriggerFunctions } from 'n8n-workflow';

import type { Json, JsonObject } from '../../delivery/json';
import { asObject } from '../../delivery/json';
import type { Provider } from '../../delivery/provider';
import type { DueRun, Recovery, Window } from '../../delivery/recovery';
import { readPage } from '../../delivery/recovery';
import type { ApiAnswer, ApiFailure } from '../api/api';
import { apiSentence, askApi } from '../api/api';
import type { Process } from '../process';

const PAGE_SIZE = 100;
/** Remembered at once, where a list names the latest run alone; the oldest are given up. */
const MOST_FOLLOWED = 100;
/** Together ten thousand runs: who has more in two days must look more often. */
const MOST_PAGES = 100;

const MALFORMED: ApiFailure = { ok: false, reason: 'malformed' };

/** Something could not be learnt; the message is for the log. */
export class Incomplete extends Error {}

/** What a provider's API tells about its runs. It is only ever read. */
export class RunList {
	/** By id, what a list of the latest run alone will not show again. */
	private readonly followed = new Map<string, DueRun>();

	/** `named`: the ids of runs that the user named. */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly provider: Provider,
		private readonly recovery: Recovery,
		private readonly baseUrl: string,
		named: readonly string[],
		private readonly process: Process,
	) {
		for (const id of named) this.follow({ id, hasEnded: true, run: {} });
	}

	/** The runs that ended within the window, newest first. */
	async due(window: Window, isClosed: () => boolean): Promise<DueRun[]> {
		const due: DueRun[] = [];
		const seen = new Set<string>();
		for (let number = 1; number <= MOST_PAGES && !isClosed(); number += 1) {
			const answer = await this.ask(this.recovery.listPath(number, PAGE_SIZE));
			if (!answer.ok) throw this.incomplete(answer);
			const runs = this.recovery.runsOf(answer.body);
			if (runs === undefined) throw this.incomplete(MALFORMED);
			if (this.recovery.isLatestOnly === true) return this.withLatest(runs, window);
			const page = readPage(this.recovery, runs, PAGE_SIZE, window, seen);
			due.push(...page.due);
			if (page.end === 'last' || page.end === 'older') return due;
			if (page.end === 'repeated') break;
		}
		if (isClosed()) return [];
		// What was found is worth having; further back the list does not lead.
		this.context.logger.warn(
			`${this.provider.label}: the list of runs repeats itself or is too long, so missed runs beyond the newest ${seen.size} cannot be recovered.`,
		);
		return due;
	}

	/** All of a run, like in its delivery; undefined when it is no longer there. */
	async whole({ id, run }: DueRun): Promise<JsonObject | Incomplete | undefined> {
		if (this.recovery.runPath === undefined) return run;
		const answer = await this.ask(this.recovery.runPath(id));
		if (!answer.ok) return answer.reason === 'not_found' ? undefined : this.incomplete(answer);
		const body = asObject(answer.body);
		const whole = body === undefined || this.recovery.runOf === undefined ? body : this.recovery.runOf(body);
		return whole === undefined || this.recovery.read(whole) === undefined ? this.incomplete(MALFORMED) : whole;
	}

	/** Until unfollow(), a list of the latest run alone holds this one too. */
	follow(run: DueRun): void {
		if (this.recovery.isLatestOnly !== true) return;
		this.followed.set(run.id, run);
		for (const id of this.followed.keys()) if (this.followed.size > MOST_FOLLOWED) this.followed.delete(id);
	}

	unfollow(id: string): void {
		this.followed.delete(id);
	}

	private withLatest(runs: readonly Json[], { endedFrom }: Window): DueRun[] {
		for (const entry of runs) {
			const run = asObject(entry);
			const listed = run === undefined ? undefined : this.recovery.listed(run);
			if (run !== undefined && listed !== undefined && (listed.endedAt ?? endedFrom) >= endedFrom) this.follow({ ...listed, run });
		}
		return [...this.followed.values()];
	}

	private async ask(path: string): Promise<ApiAnswer> {
		const credentialType = this.provider.credential.type;
		return await askApi({ context: this.context, credentialType, url: `${this.baseUrl}${path}`, process: this.process });
	}

	private incomplete(failure: ApiFailure): Incomplete {
		return new Incomplete(apiSentence(failure, this.provider.label));
	}
}
