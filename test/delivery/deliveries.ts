import { browserUse } from '../../nodes/BrowserUseTrigger/browserUse';
import { diagnose } from '../../nodes/delivery/diagnosis/diagnose';
import type { Host, DeliveryRequest, Settings } from '../../nodes/delivery/judge';
import { judge } from '../../nodes/delivery/judge';
import type { Refusal, Verdict } from '../../nodes/delivery/verdict';
import { refused } from '../../nodes/delivery/verdict';
import { firecrawl } from '../../nodes/FirecrawlTrigger/firecrawl';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';
import { smartBrowse } from '../../nodes/SmartBrowseTrigger/smartBrowse';
import * as signers from '../../scripts/deliveries';

export const NOW = Date.UTC(2026, 0, 31, 12);
export const CURRENT = 'whsec_test_0123456789abcdef';
export const PREVIOUS = 'whsec_test_fedcba9876543210';

export const providers = { browserUse, skyvern, smartBrowse, firecrawl };
export type ProviderId = keyof typeof providers;
export const ids: readonly ProviderId[] = ['browserUse', 'skyvern', 'smartBrowse', 'firecrawl'];

/** Every wire format of every provider. */
export const generations = ids.flatMap((id) => signers[id].generations.map((generation) => [id, generation] as const));

type Order = Parameters<(typeof signers)['browserUse']['sign']>[0];

/** A genuine delivery of a run that ended well, unless the order says otherwise. */
export function delivery(id: ProviderId, order: Partial<Order> = {}) {
	return signers[id].sign({ ...signers[id].usual(), secret: CURRENT, now: NOW, ...order });
}

/** A genuine delivery of this body; a text goes out as it is. */
export function deliveryOf(id: ProviderId, body: unknown, order: Partial<Order> = {}) {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return delivery(id, { ...order, body: bytes });
}

/** A decrypted credential that holds these values as its current and its previous secret. */
export function credentialWith(id: ProviderId, current: unknown, previous: unknown = ''): Record<string, unknown> {
	const [first, second] = providers[id].credential.secrets;
	return { [first.name]: current, [second.name]: previous, ...(id === 'smartBrowse' && { headerName: 'Authorization' }) };
}

export const everything: Settings = { events: [], statuses: [], ids: [], metadata: [], includeHeaders: false };

export interface Call {
	readonly request: DeliveryRequest;
	readonly settings?: Partial<Settings> | Refusal;
	readonly credential?: Host['credential'] | Readonly<Record<string, unknown>>;
	readonly claim?: Host['claim'];
	/** Whether what is refused is diagnosed, as it is while a person waits. */
	readonly explain?: boolean;
	readonly now?: number;
}

/** What the pure code makes of a request, and what it asked its host for, in order. */
export async function judged(id: ProviderId, call: Call): Promise<{ verdict: Verdict; asked: string[] }> {
	const asked: string[] = [];
	const { settings = {}, credential = credentialWith(id, CURRENT), claim = () => true } = call;
	const verdict = await judge(providers[id], call.request, {
		now: call.now ?? NOW,
		settings: () => {
			asked.push('settings');
			return 'reason' in settings ? settings : { ...everything, ...settings };
		},
		credential: async () => {
			asked.push('credential');
			return typeof credential === 'function' ? await credential() : credential;
		},
		claim: (key) => {
			asked.push('claim');
			return claim(key);
		},
		explain: call.explain ?? false,
	});
	if (call.explain !== true || verdict.kind !== 'refused' || typeof credential === 'function') return { verdict, asked };
	return { verdict: refused(diagnose(providers[id], call.request, verdict.refusal, credential)), asked };
}

/** A delivery as the pure code gets it, with some headers changed; undefined removes one. */
export function request(
	{ headers, body }: ReturnType<typeof delivery>,
	changed: DeliveryRequest['headers'] = {},
	rawBody: unknown = body,
): DeliveryRequest {
	return { headers: { ...headers, ...changed }, rawBody };
}

/** A verdict in one word. */
export function wordFor(verdict: Verdict): string {
	switch (verdict.kind) {
		case 'accepted':
		case 'duplicate':
			return verdict.kind;
		case 'ignored':
			return `ignored ${verdict.reason}`;
		case 'refused':
			return verdict.refusal.reason;
	}
}
