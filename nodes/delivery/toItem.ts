import type { DeliveryEvent } from './event';
import type { DeliveryItem } from './item';
import type { JsonObject } from './json';
import type { Provider } from './provider';
import type { Headers } from './verification/authenticate';

/** Puts an event into the frame that all providers share. `now` in milliseconds since 1970. */
export function toItem(
	provider: string,
	event: DeliveryEvent,
	payload: JsonObject,
	delivery: DeliveryItem['delivery'],
	now: number,
	headers?: DeliveryItem['headers'],
): DeliveryItem {
	return {
		provider,
		event: event.event,
		status: event.status,
		outcome: event.outcome,
		runId: event.runId,
		...(event.sessionId !== undefined && { sessionId: event.sessionId }),
		...(event.workflowId !== undefined && { workflowId: event.workflowId }),
		...(event.recipeId !== undefined && { recipeId: event.recipeId }),
		occurredAt: event.occurredAt === undefined ? null : new Date(event.occurredAt).toISOString(),
		receivedAt: new Date(now).toISOString(),
		metadata: event.metadata,
		output: event.output,
		error: event.error,
		files: event.files,
		delivery,
		...(headers && { headers }),
		payload,
	};
}

/** What proxies and gateways put their credentials into tells by its name. */
const SECRET_HEADER = /auth|token|secret|cookie|key|passw|credential|session|jwt|oidc|saml|assertion|principal|cert/;

/** A JSON Web Token, in a header of any name: RFC 7519. */
const TOKEN = /(?<![\w-])eyJ[\w-]+\.[\w-]*\.[\w-]/;

/** The word in front of a key in a header: RFC 9110, 11.4. */
const AUTH_SCHEME = /^(?:bearer|basic|token|apikey|digest)\s+/i;

interface Withheld {
	/** In lower case. */
	readonly headerName: string;
	/** All that the credential holds, whatever it is for. */
	readonly secrets: readonly string[];
}

/** The headers that may be shown: an item is stored and read by people who may not see the credential. */
export function publicHeaders(headers: Headers, { headerName, secrets }: Withheld): Record<string, string> {
	const hidden = secrets.flatMap(asInHeaders);
	const shown: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value === undefined || name === headerName || SECRET_HEADER.test(name)) continue;
		const text = typeof value === 'string' ? value : value.join(', ');
		// A proxy may copy the header that holds the secret to another one.
		if (!TOKEN.test(text) && !hidden.some((secret) => text.includes(secret))) shown[name] = text;
	}
	return shown;
}

/** Every secret that a decrypted credential holds, the key of the API included. */
export function secretsIn({ credential, api }: Pick<Provider, 'credential' | 'api'>, data: Readonly<Record<string, unknown>>): string[] {
	return [...credential.secrets, api.apiKey].map(({ name }) => data[name]).filter((value) => typeof value === 'string');
}

/** How Node hands over a header that holds this: sent in UTF-8, every byte has become a character. */
function asInHeaders(secret: string): string[] {
	const bare = secret.trim().replace(AUTH_SCHEME, '');
	return bare === '' ? [] : [bare, Buffer.from(bare, 'utf8').toString('latin1')];
}

/** A text of somebody who knows them, to be shown to people. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
	return secrets.flatMap(asInHeaders).reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}
