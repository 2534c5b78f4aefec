import type { ByteChange } from './diagnosis/byteChanges';
import type { Printing } from './diagnosis/reprint';
import type { SecretSlip } from './diagnosis/secretSlips';
import type { DeliveryEvent } from './event';
import type { DeliveryItem } from './item';
import type { BodyRefusal } from './json';

export type IgnoredReason =
	| 'test_ping'
	| 'no_run'
	| 'event_not_selected'
	| 'status_not_selected'
	| 'id_not_matched'
	| 'metadata_not_matched';

/** Why a delivery does not get in, with the facts that its sentence needs. Never a secret, never the body. */
export type Refusal =
	| { readonly reason: 'content_type_not_json' }
	| { readonly reason: 'body_missing' }
	| { readonly reason: 'body_over_limit' }
	| { readonly reason: 'body_unreadable' }
	| BodyRefusal
	| { /** In bytes. */ readonly reason: 'body_too_large'; readonly received: number; readonly limit: number }
	| { readonly reason: 'signature_missing'; readonly header: string; readonly found?: string }
	| { readonly reason: 'signature_malformed'; readonly header: string }
	| { readonly reason: 'signature_mismatch'; readonly header: string; readonly whichSecret: string; /** Every known cause was looked for. */ readonly searched?: true; /** The members arrive in the order of their names. */ readonly sorted?: boolean }
	| { readonly reason: 'timestamp_missing'; readonly header: string }
	| { readonly reason: 'timestamp_malformed'; readonly header: string }
	| (TooOld<'timestamp_outside_window'> & { /** Whether the signature fits; undefined while nobody looked. */ readonly genuine?: boolean })
	| TooOld<'body_outside_window'>
	| { readonly reason: 'body_time_missing' }
	| { readonly reason: 'shared_header_missing'; /** As far as it may be shown. */ readonly header: string | undefined }
	| { readonly reason: 'shared_header_mismatch'; readonly header: string | undefined }
	| { readonly reason: 'secret_has_white_space'; readonly field: string }
	| { readonly reason: 'secret_missing'; readonly field: string; /** Another field that proves deliveries too. */ readonly or?: string; readonly credential: string; readonly comesLater: boolean }
	| { readonly reason: 'header_name_invalid'; readonly credential: string }
	| { readonly reason: 'credential_unavailable'; readonly credential: string }
	| { readonly reason: 'settings_unreadable'; readonly setting: string }
	| { readonly reason: 'unexpected' }
	| Diagnosis;

/** What only a diagnosis finds out. */
export type Diagnosis =
	| { readonly reason: 'other_provider'; readonly found: string; readonly sender: string }
	| { readonly reason: 'signature_other_generation'; readonly header: string; readonly signs: 'body' | 'timestamp and body' }
	| { readonly reason: 'secret_miswritten'; readonly field: string; readonly slip: SecretSlip }
	| { readonly reason: 'secret_in_other_field'; readonly field: string; readonly belongs: string }
	| { readonly reason: 'secret_is_api_key'; readonly field: string; readonly sender: string; readonly belongs: string }
	| { readonly reason: 'shared_header_elsewhere'; readonly header: string | undefined; readonly found: string | undefined }
	| { readonly reason: 'body_reserialised'; readonly header: string; readonly printing: Printing }
	| { readonly reason: 'body_reencoded'; readonly header: string; readonly change: ByteChange }
	| { /** In bytes. */ readonly reason: 'body_truncated'; readonly announced: number; readonly received: number };

interface TooOld<Reason> {
	readonly reason: Reason;
	/** Positive: the delivery is older than our clock; negative: it comes from the future. */
	readonly ageSeconds: number;
	readonly limitSeconds: number;
	/** The time zone that would explain the age, if one does and somebody looked. */
	readonly hours?: number;
}

export type RefusedReason = Refusal['reason'];

/** A genuine event that the user's filter keeps out; known only while a person waits for an explanation. */
export interface Filtered {
	readonly event: DeliveryEvent;
	readonly events: readonly string[];
	readonly statuses: readonly string[];
}

/** What became of one delivery. The HTTP answer, the log line and the editor's message are all made from it. */
export type Verdict =
	| { readonly kind: 'accepted'; readonly item: DeliveryItem }
	| { readonly kind: 'ignored'; readonly reason: IgnoredReason; readonly filtered?: Filtered }
	| { readonly kind: 'duplicate'; readonly id: string }
	| { readonly kind: 'refused'; readonly refusal: Refusal };

export function refused(refusal: Refusal): Verdict {
	return { kind: 'refused', refusal };
}

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Readonly<Record<string, string>>;
}

/** A provider that is told to wait tries again; what is wrong on our side may be mended by then. */
const RETRY_AFTER_SECONDS = '60';

/** What the caller learns. A caller who did not authenticate learns nothing about why. */
export function answerTo(verdict: Verdict): Answer {
	switch (verdict.kind) {
		case 'accepted':
			return answer(200, { status: 'accepted' });
		case 'duplicate':
			return answer(200, { status: 'duplicate' });
		case 'ignored':
			return answer(200, { status: 'ignored', reason: verdict.reason });
		case 'refused':
			return answerToRefusal(verdict.refusal.reason);
	}
}

function answerToRefusal(reason: RefusedReason): Answer {
	switch (reason) {
		case 'content_type_not_json':
			return answer(415, { status: 'refused', reason });
		case 'body_too_large':
		case 'body_over_limit':
			return answer(413, { status: 'refused', reason });
		case 'body_missing':
		case 'body_unreadable':
		case 'body_not_json':
		case 'body_not_object':
		case 'body_too_deep':
			return answer(400, { status: 'refused', reason });
		case 'secret_missing':
		case 'header_name_invalid':
		case 'credential_unavailable':
		case 'settings_unreadable':
		case 'unexpected':
			return answer(503, { status: 'unavailable' }, { 'Retry-After': RETRY_AFTER_SECONDS });
		default:
			return answer(401, { status: 'refused' });
	}
}

function answer(status: number, body: Answer['body'], headers: Answer['headers'] = {}): Answer {
	return { status, headers, body };
}
