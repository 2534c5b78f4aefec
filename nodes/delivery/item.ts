import type { Json, JsonObject } from './json';

/** How a run stands, in one vocabulary for all providers. */
export type Outcome = 'succeeded' | 'failed' | 'stopped' | 'inProgress' | 'test' | 'unknown';

/** How an item was proven genuine: by a signature over its body, by a secret header beside it, or by asking the API. */
export type Proof = 'signature' | 'sharedHeader' | 'api';

export interface DeliveryFile {
	readonly kind: 'download' | 'recording' | 'screenshot' | 'output';
	readonly name: string;
	/** Where to fetch it, while the provider's link is valid; null when it must be asked for by id. */
	readonly url: string | null;
	/** The provider's id of a file whose link must be asked for. */
	readonly id?: string;
	/** Bytes. */
	readonly size: number | null;
	/** The item's binary property that holds it; only with the option Download Files. */
	readonly property?: string;
	readonly mimeType?: string;
	/** Why it was not downloaded. */
	readonly error?: string;
}

/** What a trigger emits for each accepted delivery and a main node for each run: the same frame for all providers. */
export interface DeliveryItem {
	readonly provider: string;
	readonly event: string;
	/** The provider's own word, for example `finished`; null when the delivery names none. */
	readonly status: string | null;
	readonly outcome: Outcome;
	readonly runId: string | null;
	/** Browser Use and Skyvern; no delivery of Skyvern names it, but its API does: null until that was asked. */
	readonly sessionId?: string | null;
	/** Skyvern: the agent's permanent id, `wpid_…`. */
	readonly workflowId?: string | null;
	/** SmartBrowse. */
	readonly recipeId?: string | null;
	/** When it happened at the provider (Firecrawl: when the job was created), ISO 8601 in UTC; null when the delivery does not say. */
	readonly occurredAt: string | null;
	/** When n8n received it, ISO 8601 in UTC. */
	readonly receivedAt: string;
	readonly metadata: JsonObject;
	readonly output: Json;
	/** Why the run failed, in the provider's words; and what is missing here, and why. */
	readonly error: string | null;
	readonly files: readonly DeliveryFile[];
	readonly delivery: {
		/** The same for every delivery of one event: across retries, processes and wire formats. */
		readonly id: string;
		/** What was checked, for example `hmac-sha256 timestamp.canonical-json`. */
		readonly scheme: string;
		readonly verified: Proof;
		/** `api`: a main node asked for the run. */
		readonly source: 'webhook' | 'recovery' | 'api';
		/** Which record of the run this item is, from 0; only with one item per record. */
		readonly index?: number;
		/** How many records the run has. */
		readonly total?: number;
	};
	/** What the provider's API says beside the output, for example the cost; only with the option Include Result. */
	readonly result?: JsonObject;
	/** The request's headers without secrets; only with the option Include Headers. */
	readonly headers?: Readonly<Record<string, string>>;
	/** The provider's body, as n8n parsed it. */
	readonly payload: JsonObject;
}
