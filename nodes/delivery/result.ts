import type { DeliveryFile, DeliveryItem, Outcome } from './item';
import type { Json, JsonObject } from './json';
import { asObject, asText, isDeeperThan, MAX_DEPTH } from './json';

/** How a provider's API hands over what a delivery only announces. */
export interface ResultSource {
	/** The paths of the run, in the order in which they are tried: the next one where there is nothing. None: the API has nothing to add. */
	readonly paths: (item: DeliveryItem) => readonly string[];
	/** `unfinished` when the API does not know yet that the run ended; undefined when the answer is not a run, and does not say why. */
	readonly read: (answer: JsonObject) => Result | Unreadable | 'unfinished' | undefined;
	/** With which query the same path goes on, where an answer is only the first part of a list; null where its link to more cannot be used. */
	readonly nextQuery?: (answer: JsonObject) => string | null | undefined;
	/** The path that hands out a file's link. */
	readonly filePath?: (item: DeliveryItem, fileId: string) => string;
	readonly fileUrl?: (answer: JsonObject) => string | undefined;
}

export interface Result {
	/** What the API says of the run, where it says it: newer than the delivery's word, and sometimes truer. */
	readonly status?: string;
	readonly outcome?: Outcome;
	/** Where the API names the session and a delivery may not. */
	readonly sessionId?: string | null;
	readonly output: Json;
	readonly error: string | null;
	readonly files: readonly DeliveryFile[];
	/** What the frame has no place for. */
	readonly details: JsonObject;
	/** How many records the output should have, where the API counts them. */
	readonly count?: number;
}

/** An answer without a result that says, or shows, what is wrong. */
export interface Unreadable {
	/** For people, after "The result is missing:"; a sentence with its full stop. */
	readonly why: string;
}

/** A run that ended has a result; nothing else does. */
export function hasResult({ outcome, runId }: DeliveryItem): boolean {
	return runId !== null && outcome !== 'inProgress' && outcome !== 'test';
}

/** The delivery's own word stays where the API has none. */
export function withResult(item: DeliveryItem, { status, outcome, sessionId, output, error, files, details }: Result): DeliveryItem {
	return {
		...item,
		status: status ?? item.status,
		outcome: outcome ?? item.outcome,
		...(sessionId && { sessionId }),
		output: output ?? item.output,
		// Why a run failed stays; of one that went well, the newer word counts.
		error: item.outcome === 'succeeded' && outcome === 'succeeded' ? error : (item.error ?? error),
		files: files.length > 0 ? files : item.files,
		result: details,
	};
}

/** Whether the API counts records of which it handed out none. */
export function lacksRecords({ output, count = 0 }: Result): boolean {
	return count > 0 && (output === null || (Array.isArray(output) && output.length === 0));
}

/** For people, about a result that lacks its records. */
export function lackingSentence(label: string, { count = 0 }: Result): string {
	return `${label} counts ${count} records in this run, and hands out none. They may have expired, or not be stored yet. Ask for the run later by its id.`;
}

/** In characters: enough to tell what is wrong. */
const LONGEST_REASON = 1000;

/** What an API or a delivery gives as the reason, a text or an object that holds one, in words; null for none. */
export function reasonIn(error: Json | undefined): string | null {
	if (error === undefined || error === null || error === '' || error === false) return null;
	const { message, error: inner, detail, code } = asObject(error) ?? {};
	const words = asText(error) ?? asText(message) ?? asText(inner) ?? asText(detail) ?? asText(code);
	if (words !== undefined) return words;
	return typeof error === 'object' && Object.keys(error).length === 0 ? null : brief(JSON.stringify(error));
}

/** An answer that holds an error in place of a run; undefined when it names none. */
export function errorInstead(label: string, error: Json | undefined): Unreadable | undefined {
	const reason = reasonIn(error);
	return reason === null ? undefined : { why: `${label} answered with an error instead: ${brief(reason).replace(/[.\s]*$/, '.')}` };
}

function brief(text: string): string {
	return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

/** What is missing never hides why a run failed. */
export function withMissing(item: DeliveryItem, sentence: string): DeliveryItem {
	return { ...item, error: item.error === null ? sentence : `${item.error} ${sentence}` };
}

/** A text that is a JSON object or list is a structured output; any other one is an answer in words. */
export function structured(text: Json | undefined): Json {
	const words = asText(text);
	if (words === undefined || !/^\s*[[{]/.test(words)) return text ?? null;
	try {
		const value = JSON.parse(words) as Json;
		return isDeeperThan(value, MAX_DEPTH) ? words : value;
	} catch {
		return words;
	}
}
