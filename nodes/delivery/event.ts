import type { DeliveryFile, Outcome } from './item';
import type { Json, JsonObject } from './json';

/** What a provider's body says, in the words that all providers share. */
export interface DeliveryEvent {
	readonly event: string;
	readonly status: string | null;
	/** Another word for this status, which the provider may report instead: both are one event. */
	readonly sameAs?: string;
	readonly outcome: Outcome;
	readonly runId: string | null;
	readonly sessionId?: string | null;
	readonly workflowId?: string | null;
	readonly recipeId?: string | null;
	/** Milliseconds since 1970, from the body. */
	readonly occurredAt?: number;
	/** Tells apart two reports of one run with the same status; '' where a run reports a status once. */
	readonly occurrence: string;
	readonly metadata: JsonObject;
	/** Why this report brings no metadata: a sentence for who filters by it. */
	readonly noMetadata?: string;
	readonly output: Json;
	readonly error: string | null;
	readonly files: readonly DeliveryFile[];
}

export type MatchableId = 'runId' | 'sessionId' | 'workflowId' | 'recipeId';
