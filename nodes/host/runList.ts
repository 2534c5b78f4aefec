import type { ITriggerFunctions } from 'n8n-workflow';

import type { JsonObject } from '../delivery/json';
import { asObject } from '../delivery/json';
import type { Provider } from '../delivery/provider';
import type { DueRun, Recovery, Window } from '../delivery/recovery';
import { readPage } from '../delivery/recovery';
import type { ApiAnswer, ApiFailure } from './api';
import { apiSentence, askApi } from './api';
import type { Process } from './process';

const PAGE_SIZE = 100;
/** Together ten thousand runs: who has more in two days must look more often. */
const MOST_PAGES = 100;

const MALFORMED: ApiFailure = { ok: false, reason: 'malformed' };

/** Something could not be learnt; the message is for the log. */
export class Incomplete extends Error {}

/** What a provider's API tells about its runs. It is only ever read. */
export class RunList {
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly provider: Provider,
		private readonly recovery: Recovery,
		private readonly baseUrl: string,
		private readonly process: Process,
	) {}

	/** The runs that ended within the window, newest first. */
	async due(window: Window, isClosed: () => boolean): Promise<DueRun[]> {
		const due: DueRun[] = [];
		const seen = new Set<string>();
		for (let number = 1; number <= MOST_PAGES && !isClosed(); number += 1) {
			const answer = await this.ask(this.recovery.listPath(number, PAGE_SIZE));
			if (!answer.ok) throw this.incomplete(answer);
			const runs = this.recovery.runsOf(answer.body);
			if (runs === undefined) throw this.incomplete(MALFORMED);
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
		const whole = asObject(answer.body);
		return whole === undefined || this.recovery.read(whole) === undefined ? this.incomplete(MALFORMED) : whole;
	}

	private async ask(path: string): Promise<ApiAnswer> {
		const credentialType = this.provider.credential.type;
		return await askApi({ context: this.context, credentialType, url: `${this.baseUrl}${path}`, process: this.process });
	}

	private incomplete(failure: ApiFailure): Incomplete {
		return new Incomplete(apiSentence(failure, this.provider.label));
	}
}
