import type { DeliveryEvent, MatchableId } from './event';
import type { JsonObject } from './json';
import type { Recovery } from './recovery';
import type { ResultSource } from './result';
import type { Scheme } from './verification/scheme';

export interface SecretField {
	readonly name: string;
	readonly label: string;
	/** It is sent in the header of a shared-header scheme; without it, deliveries are signed with it. */
	readonly inHeader?: true;
}

/** Where the node's credential keeps what verifies a delivery. */
export interface CredentialFields {
	readonly type: string;
	readonly label: string;
	/** Of each kind, the current secret first, then the one that rotation is about to retire. */
	readonly secrets: readonly [SecretField, SecretField, ...SecretField[]];
	/** The field that names the header of a shared-header scheme. */
	readonly headerName?: string;
	/** Which secret to look for when a signature does not fit: a sentence with its full stop. */
	readonly whichSecret: string;
	/** The provider shows its secret only after the webhook has answered a test ping. */
	readonly secretComesLater: boolean;
}

/** Where the provider's API is, and which field of the credential holds its key. */
export interface ApiAccess {
	readonly apiKey: SecretField;
	/** What every key begins with, where the provider says so. */
	readonly keyPrefix?: string;
	readonly keyHeader: string;
	/** The word before the key in that header: RFC 9110, 11.4. */
	readonly keyScheme?: string;
	readonly defaultBaseUrl: string;
	/** A path that only answers with 200 to a valid key, and changes nothing. */
	readonly probePath: string;
	/** The end of a Base URL that its user took from the documents, and that the paths bring along. */
	readonly doubledPath?: string;
}

/** All that is particular to one provider, as data and small pure functions. */
export interface Provider {
	readonly id: string;
	readonly label: string;
	readonly credential: CredentialFields;
	/** In the order in which they are tried. */
	readonly schemes: readonly Scheme[];
	/** The events that the node lists; any other one is `other` to the filter. */
	readonly events: readonly string[];
	/** The node's option for each id that can be matched. */
	readonly idOptions: ReadonlyArray<{ readonly option: string; readonly id: MatchableId }>;
	/** The names of members in the order in which the sender prints them, as far as it is known: tells what a relay sorted. */
	readonly memberOrder?: readonly string[];
	/** Undefined when the body reports nothing about a run. `signedAt`: the signed timestamp header's time, if there is one. */
	readonly read: (body: JsonObject, signedAt: number | undefined) => DeliveryEvent | undefined;
	/** Recognises the exact body of a test ping, which is answered even when nothing can be verified. */
	readonly isTestPing?: (body: JsonObject) => boolean;
	readonly api: ApiAccess;
	/** How to ask for what a delivery does not carry; undefined where it carries all. */
	readonly results?: ResultSource;
	/** How to ask for runs whose delivery was missed; undefined where the provider lists no runs. Several lists are read in this order. */
	readonly recovery?: readonly Recovery[];
}
