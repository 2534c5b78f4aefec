import type { ITriggerFunctions } from 'n8n-workflow';

import type { JsonObject } from '../../delivery/json';
import { asObject } from '../../delivery/json';
import type { Provider } from '../../delivery/provider';
import type { DueRun, Recovery, Window } from '../../delivery/recovery';
import { RunPages } from '../../delivery/runPages';
import type { ApiAnswer, ApiFailure } from '../api/api';
import { apiSentence, askApi, notTheRun } from '../api/api';
import type { Process } from '../process';

/** Remembered at once, where a list names the latest run alone; the oldest are given up. */
const MOST_OF_LATEST = 100;
/** Remembered at once of any other list: what is beyond is listed again. */
const MOST_FOLLOWED = 1000;
/** Of a list in one look: five to eight thousand runs. Who has more in two days must look more often. */
const MOST_PAGES = 100;
/** What an account hears that does not have this API, or whose key may not use it. */
const NOT_OFFERED = [403, 404];

const MALFORMED: ApiFailure = { ok: false, reason: 'malformed' };

/** Something could not be learnt; the message is for the log. */
export class Incomplete extends Error {
	/** `isNotOffered`: the provider does not offer it to this account. */
	constructor(
		message: string,
		readonly isNotOffered = false,
	) {
		super(message);
	}
}

export interface Reading {
	readonly due: readonly DueRun[];
	/** The ids of all runs that the list names, due or not. */
	readonly ids: ReadonlySet<string>;
	/** Why there may be others. */
	readonly failure?: Incomplete;
}

/** What a provider's API tells about its runs. It is only ever read. */
export class RunList {
	/** By id: what has to be asked for, though the list may not show it again. */
	private readonly followed = new Map<string, DueRun>();

	/** `named`: the ids of runs that are followed from the start. */
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

	/** The runs that ended within the window, or may have; in no order. Never rejects. */
	async read(window: Window, isClosed: () => boolean): Promise<Reading> {
		const pages = new RunPages(this.recovery, window);
		const failure = await this.turn(pages, isClosed);
		if (this.recovery.isFollowed !== true) return { due: [...pages.due.values()], ids: pages.ids, failure };
		const isTooLong = [...pages.due.values()].filter((run) => !this.renew(run)).length > 0;
		const tooMany = isTooLong ? new Incomplete(`More than ${MOST_FOLLOWED} runs are under way, and the rest follows.`) : undefined;
		return { due: [...this.followed.values()], ids: pages.ids, failure: failure ?? tooMany };
	}

	/** Who is followed already keeps its turn. */
	private renew(run: DueRun): boolean {
		if (!this.followed.has(run.id)) return this.follow(run);
		this.followed.set(run.id, run);
		return true;
	}

	private async turn(pages: RunPages, isClosed: () => boolean): Promise<Incomplete | undefined> {
		for (let count = 1; count <= MOST_PAGES && !isClosed(); count += 1) {
			const { page, size, cursor } = pages.request;
			const answer = await this.ask(this.recovery.listPath(page, size, cursor));
			const state = answer.ok ? pages.take(answer.body) : undefined;
			if (state === undefined) return this.incomplete(answer.ok ? MALFORMED : answer);
			if (state === 'end') return undefined;
			if (state === 'stuck') break;
		}
		return new Incomplete(`The list of runs repeats itself, changes too fast or is too long: it was read as far as the newest ${pages.ids.size}.`);
	}

	/** All of a run, like in its delivery; undefined when it is no longer there. */
	async whole({ id, run }: DueRun): Promise<JsonObject | Incomplete | undefined> {
		if (this.recovery.runPath === undefined) return run;
		const answer = await this.ask(this.recovery.runPath(id));
		if (!answer.ok) return answer.reason === 'not_found' ? undefined : this.incomplete(answer);
		const body = asObject(answer.body);
		const whole = body === undefined || this.recovery.runOf === undefined ? body : this.recovery.runOf(body, id);
		return whole === undefined || this.recovery.read(whole) === undefined ? this.incomplete(notTheRun(body, this.provider)) : whole;
	}

	/** Until unfollow(), this one counts as listed; after those that are followed already. False where there are too many. */
	follow(run: DueRun): boolean {
		if (this.recovery.isFollowed !== true) return true;
		if (this.recovery.isLatestOnly !== true && this.followed.size >= MOST_FOLLOWED && !this.followed.has(run.id)) return false;
		this.followed.delete(run.id);
		this.followed.set(run.id, run);
		for (const id of this.followed.keys()) {
			if (this.recovery.isLatestOnly === true && this.followed.size > MOST_OF_LATEST) this.followed.delete(id);
		}
		return true;
	}

	unfollow(id: string): void {
		this.followed.delete(id);
	}

	get following(): string[] {
		return [...this.followed.keys()];
	}

	private async ask(path: string): Promise<ApiAnswer> {
		const credentialType = this.provider.credential.type;
		return await askApi({ context: this.context, credentialType, url: `${this.baseUrl}${path}`, process: this.process });
	}

	private incomplete(failure: ApiFailure): Incomplete {
		return new Incomplete(apiSentence(failure, this.provider.label), NOT_OFFERED.includes(failure.status ?? 0));
	}
}
