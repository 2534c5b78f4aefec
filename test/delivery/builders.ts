import { browserUse } from '../../nodes/BrowserUseTrigger/browserUse';
import type { Host, Settings } from '../../nodes/delivery/judge';
import { judge } from '../../nodes/delivery/judge';
import type { Provider } from '../../nodes/delivery/provider';
import type { Verdict } from '../../nodes/delivery/verdict';
import { answerTo } from '../../nodes/delivery/verdict';
import { firecrawl } from '../../nodes/FirecrawlTrigger/firecrawl';
import { skyvern } from '../../nodes/SkyvernTrigger/skyvern';
import { smartBrowse } from '../../nodes/SmartBrowseTrigger/smartBrowse';
import samples from '../../scripts/deliveries';

export const providers = { browserUse, skyvern, smartBrowse, firecrawl };
export type ProviderId = keyof typeof providers;

/** 2026-01-01T00:00:00Z, in milliseconds. */
export const NOW = 1_767_225_600_000;
export const CURRENT = 'whsec_test_0123456789abcdef';

export const credentials: Record<ProviderId, Record<string, unknown>> = {
	browserUse: { signingSecret: CURRENT },
	skyvern: { apiKey: CURRENT },
	smartBrowse: { headerName: 'Authorization', headerValue: CURRENT },
	firecrawl: { webhookSecret: CURRENT },
};

interface Delivery {
	readonly headers: Record<string, string>;
	readonly body: Buffer;
}

export function signed(provider: ProviderId, changes: Partial<Parameters<typeof samples.skyvern.sign>[0]> = {}): Delivery {
	return samples[provider].sign({
		...samples[provider].usual(changes.status),
		secret: CURRENT,
		now: NOW,
		...changes,
	});
}

export function signedBody(provider: ProviderId, body: unknown, changes: Parameters<typeof signed>[1] = {}): Delivery {
	return signed(provider, { ...changes, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });
}

export const everything: Settings = { events: [], statuses: [], ids: [], metadata: [], includeHeaders: false };

/** Judges with the clock at NOW and everything let through, unless `host` says otherwise. */
export async function judged(
	provider: ProviderId | Provider,
	{ headers, body }: { readonly headers: Record<string, string | string[] | undefined>; readonly body: unknown },
	{ settings = {}, ...host }: Partial<Omit<Host, 'settings'>> & { readonly settings?: Partial<Settings> } = {},
): Promise<Verdict> {
	const record = typeof provider === 'string' ? providers[provider] : provider;
	return await judge(record, { headers, rawBody: body }, {
		now: NOW,
		settings: () => ({ ...everything, ...settings }),
		credential: async () => credentials[record.id as ProviderId],
		claim: () => true,
		explain: false,
		...host,
	});
}

/** A verdict in one word or two: `accepted`, `ignored test_ping`, `401 signature_missing`. */
export function word(verdict: Verdict): string {
	switch (verdict.kind) {
		case 'ignored':
			return `ignored ${verdict.reason}`;
		case 'refused':
			return `${answerTo(verdict).status} ${verdict.refusal.reason}`;
		default:
			return verdict.kind;
	}
}
