import type { DeliveryEvent } from './event';
import type { DeliveryItem, Outcome } from './item';
import type { Json, JsonObject } from './json';
import type { Provider } from './provider';
import { deliveryId } from './identity';
import { toItem, withoutSecrets } from './toItem';

/** A request to a provider's API. */
export interface RunRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below the Base URL, with its slash in front; with its query. */
	readonly path: string;
	/** Sent as JSON. */
	readonly body?: JsonObject;
	/** Beside those of every request. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** Which parameter of the node fills which member of a request. One that is empty is left out. */
export interface RunField {
	/** Within a collection with its name in front: `runOptions.title`. */
	readonly parameter: string;
	readonly member: string;
	/** As the panel calls it, for messages. */
	readonly label: string;
	/**
	 * What the API takes. Default: text. `limit`: a number that keeps the cost down; 0 = the provider's own holds, and an empty one is an error.
	 * `json`: any JSON, typed as text or made by an expression. `lines`: a list whose entries may hold commas.
	 */
	readonly as?: 'text' | 'number' | 'limit' | 'boolean' | 'json' | 'list' | 'lines' | 'locator' | 'mapper';
	readonly required?: true;
}

/** What the API says of a run: the same event as its delivery would be, and the body that says so. */
export interface Reported {
	readonly event: DeliveryEvent;
	readonly payload: JsonObject;
}

/** One kind of run that has begun elsewhere: how the API reads and stops it. */
export interface KnownKind {
	readonly runPath: (id: string) => string;
	/** Where the API says how a run stands in fewer words, for who asks again and again. */
	readonly statusPath?: (id: string) => string;
	/** Reads the answer at either path; undefined when it is no run. */
	readonly read: (answer: JsonObject, id: string) => Reported | undefined;
	/** Undefined where the API stops nothing. */
	readonly stop?: (id: string) => RunRequest;
}

/** One kind of run: how the API starts, reads and stops it. */
export interface RunKind extends KnownKind {
	readonly fields: readonly RunField[];
	/**
	 * `values`: by member, from the fields and Additional Fields. `deliverTo`: where the run's end is to be reported, if by delivery;
	 * `headers`: what the report has to bring along to be proven by a header, by name; none where the credential holds no such secret.
	 */
	readonly start: (values: JsonObject, deliverTo: string | undefined, headers: Readonly<Record<string, string>>) => RunRequest;
	/** Reads the answer to a start; undefined when it names no run. */
	readonly started: (answer: JsonObject) => Reported | undefined;
}

export function canStart(kind: KnownKind | RunKind): kind is RunKind {
	return 'start' in kind;
}

/** What a provider's main node does, as data and small pure functions. */
export interface Runs {
	readonly provider: Provider;
	/** By the value of the parameter `kind`. */
	readonly kinds: Readonly<Record<string, KnownKind | RunKind>>;
	/** The kind where the node shows no such parameter. */
	readonly onlyKind?: string;
	/** The kind of a run that is known by its ID alone; undefined where the user has to choose it for Get and Stop too. */
	readonly kindOf?: (id: string) => string;
	/** Whether a start takes the URL to which the end of its run is delivered. */
	readonly delivers: boolean;
	/** The events that end a run, where others may be delivered to the same URL. */
	readonly endings?: readonly string[];
	/** A delivery does not tell how its run ended, or lacks its output: the API is always asked. */
	readonly asksResult?: true;
}

/** The item of a run that was asked for: like that of its delivery, but for how it is known. `now` in milliseconds since 1970. */
export function itemOf({ provider }: Runs, { event, payload }: Reported, now: number): DeliveryItem {
	const id = deliveryId(provider.id, event, payload);
	return toItem(provider.id, event, payload, { id, scheme: 'api', verified: 'api', source: 'api' }, now);
}

/** Of a run that was asked for. A status that nobody knows yet may be one of a run that goes on. */
export function hasEnded({ outcome }: { readonly outcome: Outcome }): boolean {
	return outcome !== 'inProgress' && outcome !== 'unknown';
}

/** Milliseconds before the next look at a run: soon at first, at most 15 s. */
export function pauseBeforeLook(look: number): number {
	return Math.min(1000 * 1.5 ** look, LONGEST_PAUSE_MS);
}

const LONGEST_PAUSE_MS = 15_000;

/** What is filled in in a field of its own wins. */
export function merge(values: JsonObject, additional: JsonObject): JsonObject {
	return { ...additional, ...values };
}

const LONGEST_DETAIL = 300;

/** What an API says of its refusal, in its own words, without what is `hidden`; never what was sent, which some repeat. */
export function detailOf(body: Json, hidden: readonly string[] = []): string | undefined {
	const said = words(body);
	const text = said === undefined ? undefined : withoutSecrets(said, hidden);
	return text === undefined || text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}…`;
}

/** FastAPI: `detail`, a text or a list of `{loc, msg}`; Zod: `details`, a list of `{path, message}`; others: `message` or `error`, a text or an object with one. */
function words(body: Json): string | undefined {
	if (typeof body === 'string') return body === '' ? undefined : body;
	if (Array.isArray(body)) {
		const texts = body.map(words).filter((text) => text !== undefined);
		return texts.length === 0 ? undefined : texts.join('; ');
	}
	if (typeof body !== 'object' || body === null) return undefined;
	const { msg = body.message, loc = body.path } = body;
	if (typeof msg === 'string' && Array.isArray(loc) && loc.length > 0) return `${loc.filter((part) => part !== 'body').join('.')}: ${msg}`;
	if (typeof body.msg === 'string') return body.msg;
	const details = Array.isArray(body.details) ? words(body.details) : undefined;
	return words(body.detail ?? null) ?? details ?? words(body.message ?? null) ?? words(body.error ?? null);
}
