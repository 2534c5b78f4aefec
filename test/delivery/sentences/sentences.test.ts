import { readFileSync } from '../../files';

/** The sentences are checked as the table they are, so that a reason without one, or with a hole, cannot slip in. */
import type { ByteChange } from '../../../nodes/delivery/diagnosis/byteChanges';
import { CHANGES, SLIPS } from '../../../nodes/delivery/sentences/causes';
import type { SecretSlip } from '../../../nodes/delivery/diagnosis/secretSlips';
import { sentenceFor } from '../../../nodes/delivery/sentences/sentences';
import type { Refusal } from '../../../nodes/delivery/verdict';
import { answerTo } from '../../../nodes/delivery/verdict';
import { delivery, ids, judged, PREVIOUS, providers, request } from '../deliveries';

const header = 'x-skyvern-signature';
const refusals: Refusal[] = [
	{ reason: 'content_type_not_json' },
	{ reason: 'body_missing' },
	{ reason: 'body_over_limit' },
	{ reason: 'body_unreadable' },
	{ reason: 'body_not_json' },
	{ reason: 'body_not_object' },
	{ reason: 'body_too_deep', levels: 1000 },
	{ reason: 'body_too_large', received: 300_000, limit: 256_000 },
	{ reason: 'signature_missing', header },
	{ reason: 'signature_missing', header, found: 'x-webhook-signature' },
	{ reason: 'signature_malformed', header },
	...Object.values(providers).flatMap(({ credential: { whichSecret } }): Refusal[] => [
		{ reason: 'signature_mismatch', header, whichSecret },
		{ reason: 'signature_mismatch', header, whichSecret, searched: true },
	]),
	{ reason: 'timestamp_missing', header },
	{ reason: 'timestamp_malformed', header },
	{ reason: 'timestamp_outside_window', ageSeconds: 412, limitSeconds: 300 },
	{ reason: 'timestamp_outside_window', ageSeconds: -412, limitSeconds: 300 },
	{ reason: 'timestamp_outside_window', ageSeconds: -3600, limitSeconds: 300, genuine: true, hours: -1 },
	{ reason: 'timestamp_outside_window', ageSeconds: 7200, limitSeconds: 300, genuine: false, hours: 2 },
	{ reason: 'body_outside_window', ageSeconds: 90_000, limitSeconds: 86_400 },
	{ reason: 'body_time_missing' },
	{ reason: 'shared_header_missing', header },
	{ reason: 'shared_header_mismatch', header },
	{ reason: 'shared_header_missing', header: undefined },
	{ reason: 'shared_header_mismatch', header: undefined },
	{ reason: 'secret_has_white_space', field: 'API Key' },
	{ reason: 'secret_missing', field: 'API Key', credential: 'Skyvern Webhook API', comesLater: false },
	{ reason: 'secret_missing', field: 'Webhook Secret', or: 'Header Value', credential: 'Firecrawl Webhook API', comesLater: false },
	{ reason: 'secret_missing', field: 'Signing Secret', credential: 'Browser Use Webhook API', comesLater: true },
	{ reason: 'header_name_invalid', credential: 'SmartBrowse Webhook API' },
	{ reason: 'credential_unavailable', credential: 'Skyvern Webhook API' },
	{ reason: 'settings_unreadable', setting: 'Events' },
	{ reason: 'unexpected' },
	{ reason: 'other_provider', found: header, sender: 'Skyvern' },
	{ reason: 'signature_other_generation', header, signs: 'body' },
	{ reason: 'signature_other_generation', header, signs: 'timestamp and body' },
	...(Object.keys(SLIPS) as SecretSlip[]).map((slip) => ({ reason: 'secret_miswritten', field: 'API Key', slip }) as const),
	{ reason: 'secret_in_other_field', field: 'API Key', belongs: 'Signing Secret' },
	{ reason: 'shared_header_elsewhere', header: 'authorization', found: 'x-token' },
	{ reason: 'shared_header_elsewhere', header: undefined, found: undefined },
	{ reason: 'body_reserialised', header, printing: { layout: 'spaced', sorted: true, escapes: 'ascii' } },
	{ reason: 'body_reserialised', header, printing: { layout: 'kept', sorted: false, escapes: 'kept', twice: true } },
	{ reason: 'body_reserialised', header, printing: { layout: 'compact', sorted: false, escapes: 'ascii', floats: true } },
	{ reason: 'body_reserialised', header, printing: { layout: 'compact', sorted: false, escapes: 'ascii', python: true } },
	{ reason: 'body_reserialised', header, printing: { layout: 'compact', sorted: false, escapes: 'ascii', unsorted: true } },
	...(Object.keys(CHANGES) as ByteChange[]).map((change) => ({ reason: 'body_reencoded', header, change }) as const),
	{ reason: 'secret_is_api_key', field: 'Signing Secret', sender: 'Browser Use', belongs: 'API Key' },
	{ reason: 'body_truncated', announced: 400, received: 100 },
];

test.each(refusals.map((refusal) => [refusal.reason, refusal] as const))('%s says what happened, why, and what to do', (_reason, refusal) => {
	const { message, description } = sentenceFor(refusal);
	expect(message).toMatch(/^[A-Z].{15,}[^.]$/);
	expect(description).toMatch(/^[A-Zn].{30,}\.$/);
	expect(message + description).not.toMatch(/undefined|null|NaN|\[object/);
});

test('the sentences name the facts', () => {
	expect(sentenceFor({ reason: 'timestamp_outside_window', ageSeconds: 412, limitSeconds: 300 }).message).toBe(
		'The clock differs by 412 s: the delivery was signed 412 s ago',
	);
	expect(sentenceFor({ reason: 'signature_missing', header, found: 'x-webhook-signature' }).description).toContain('x-webhook-signature');
});

test.each([
	['skyvern', /Skyvern signs with the API key of whoever started the run/],
	['firecrawl', /webhook secret again from the Firecrawl dashboard, under Settings on the Advanced tab/],
	['browserUse', /secret of this very webhook, account and environment from the Browser Use dashboard/],
] as const)('a signature of %s that does not fit says where the right secret is, and not where that of another provider is', async (id, remedy) => {
	for (const explain of [false, true]) {
		const { verdict } = await judged(id, { request: request(delivery(id, { secret: PREVIOUS })), explain });
		if (verdict.kind !== 'refused') throw new Error(`The delivery is ${verdict.kind}`);
		const { description } = sentenceFor(verdict.refusal);
		expect(description).toMatch(remedy);
		for (const other of ids) if (other !== id) expect(description).not.toContain(providers[other].label);
	}
});

test.each<[name: string, Refusal, RegExp]>([
	['an old body', { reason: 'body_outside_window', ageSeconds: 90_000, limitSeconds: 86_400 }, /the run itself took that long: then raise Maximum Age/],
	['an old signature', { reason: 'timestamp_outside_window', ageSeconds: 412, limitSeconds: 300 }, /really is that old, it is a late retry or a replay\./],
	['a credential that is gone', { reason: 'credential_unavailable', credential: 'x' }, /two packages .*: uninstall one of the two\. The provider was told to try again later \(SmartBrowse does not/],
	['a setting that fails', { reason: 'settings_unreadable', setting: 'x' }, /told to try again later \(SmartBrowse does not/],
	['what nobody foresaw', { reason: 'unexpected' }, /told to try again later \(SmartBrowse does not/],
	['a name in front', { reason: 'secret_miswritten', field: 'x', slip: 'name_in_front' }, /behind the = or :\.$/],
])('%s is explained without a cause or a promise that does not hold', (_name, refusal, says) => {
	expect(sentenceFor(refusal).description).toMatch(says);
});

test('every reason is in the table above, and none tells an anonymous caller why', () => {
	const listed = [...readFileSync('nodes/delivery/sentences/sentences.ts').matchAll(/^\t(\w+): \(.*\) => \(\{$/gm)].map(([, reason]) => reason);
	expect(listed.length).toBeGreaterThan(20);
	expect(new Set(refusals.map(({ reason }) => reason))).toEqual(new Set(listed));
	for (const refusal of refusals) {
		const { status, body } = answerTo({ kind: 'refused', refusal });
		if (status === 401) expect(body).toEqual({ status: 'refused' });
		else if (status === 503) expect(body).toEqual({ status: 'unavailable' });
		else expect(body).toEqual({ status: 'refused', reason: refusal.reason });
	}
});

test('the table of refusals explains every reason, and no other', () => {
	const [, section] = readFileSync('docs/refusals.md').split('\n## Why was it refused?\n');
	const [table] = section.split('\n## ');
	const explained = [...table.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, reason]) => reason));
	expect(explained.sort()).toEqual([...new Set<string>(refusals.map(({ reason }) => reason))].sort());
});
