import { sentenceFor } from '../../nodes/delivery/sentences/sentences';
import type { Call } from '../delivery/deliveries';
import { CURRENT, delivery, judged, NOW, PREVIOUS, request, wordFor } from '../delivery/deliveries';

const VALUE = `Bearer ${PREVIOUS}-0123456789`;
const OLD = `Bearer ${PREVIOUS}-9876543210`;
const FORGED = `sha256=${'a'.repeat(64)}`;

const signed = delivery('firecrawl');
const unsigned = delivery('firecrawl', { headerName: 'Authorization', secret: VALUE });
const bare = request(unsigned, { authorization: undefined });

const secret = { webhookSecret: CURRENT };
const header = { headerName: 'Authorization', headerValue: VALUE };
const both = { ...secret, ...header };

/** Either proof or both; but a delivery that is signed wrongly is never saved by the header. */
const rows: ReadonlyArray<readonly [name: string, credential: object, sent: Call['request'], word: string]> = [
	['both, signed', both, request(signed), 'accepted'],
	['both, with the header', both, request(unsigned), 'accepted'],
	['both, with both', both, request(signed, { authorization: VALUE }), 'accepted'],
	['both, signed rightly with another header', both, request(signed, { authorization: 'Bearer no' }), 'accepted'],
	['both, with neither', both, bare, 'shared_header_missing'],
	['both, with another header', both, request(unsigned, { authorization: `${VALUE}x` }), 'shared_header_mismatch'],
	['both, signed wrongly', both, request(signed, { 'x-firecrawl-signature': FORGED }), 'signature_mismatch'],
	['both, signed wrongly with the header', both, request(unsigned, { 'x-firecrawl-signature': FORGED }), 'signature_mismatch'],
	['both, signed with another secret, with the header', both, request(delivery('firecrawl', { secret: PREVIOUS }), { authorization: VALUE }), 'signature_mismatch'],
	['both, an empty signature with the header', both, request(unsigned, { 'x-firecrawl-signature': '' }), 'signature_malformed'],
	['both, no signature in the place of one, with the header', both, request(unsigned, { 'x-firecrawl-signature': 'none' }), 'signature_malformed'],
	['both, two signatures in a list, with the header', both, request(unsigned, { 'x-firecrawl-signature': [FORGED, FORGED] }), 'signature_malformed'],
	['both, the signature in another case, with the header', both, request(unsigned, { 'x-firecrawl-signature': FORGED.toUpperCase() }), 'signature_malformed'],
	['both, signed with the value of the header', both, request(delivery('firecrawl', { secret: VALUE })), 'signature_mismatch'],
	['both, the webhook secret in the header', both, request(unsigned, { authorization: CURRENT }), 'shared_header_mismatch'],

	['the header alone, with it', header, request(unsigned), 'accepted'],
	['the header alone, with it and a signature that nobody can check', header, request(signed, { authorization: VALUE }), 'accepted'],
	['the header alone, with another', header, request(unsigned, { authorization: OLD }), 'shared_header_mismatch'],
	['the header alone, signed', header, request(signed), 'shared_header_missing'],
	['the header alone, signed with its value', header, request(delivery('firecrawl', { secret: VALUE })), 'shared_header_missing'],
	['the header alone, the one before', { ...header, previousHeaderValue: OLD }, request(unsigned, { authorization: OLD }), 'accepted'],
	['only the header before', { previousHeaderValue: OLD }, request(unsigned, { authorization: OLD }), 'accepted'],
	['the header alone, of another name', { headerName: 'X-Token', headerValue: VALUE }, request(unsigned, { 'x-token': VALUE }), 'accepted'],

	['the secret alone, signed', secret, request(signed), 'accepted'],
	['the secret alone, unsigned', secret, request(unsigned), 'signature_missing'],
	['the secret alone, in a header', secret, request(unsigned, { authorization: CURRENT }), 'signature_missing'],
	['the secret alone, signed wrongly', secret, request(signed, { 'x-firecrawl-signature': FORGED }), 'signature_mismatch'],
	['the secret alone, with no signature in its place', secret, request(signed, { 'x-firecrawl-signature': 'none' }), 'signature_malformed'],
	['the secret alone, beside a name that is none', { ...secret, headerName: 'no name' }, request(signed), 'accepted'],
	['the secret alone, beside a blank header value', { ...secret, headerName: 'Authorization', headerValue: ' ' }, request(unsigned, { authorization: ' ' }), 'signature_missing'],

	['a value in a header without a name', { ...both, headerName: 'no name' }, request(signed), 'header_name_invalid'],
	['nothing filled in', { headerName: 'Authorization', headerValue: '', webhookSecret: '\0' }, request(unsigned), 'secret_missing'],
];

test.each(rows)('%s', async (_name, credential, sent, word) => {
	expect(wordFor((await judged('firecrawl', { request: sent, credential: { ...credential } })).verdict)).toBe(word);
});

test.each([undefined, null, '', ' ', '\n', '\0', 0, 42, true, {}, [], ['a']])('a header value of %j is none, also for one who sends it', async (value) => {
	const call = { request: request(unsigned, { authorization: String(value) }) };
	expect(wordFor((await judged('firecrawl', { ...call, credential: { headerValue: value } })).verdict)).toBe('secret_missing');
	expect(wordFor((await judged('firecrawl', { ...call, credential: { ...secret, headerValue: value } })).verdict)).toBe('signature_missing');
});

test('every bit of the header counts', async () => {
	for (let bit = 0; bit < 8 * VALUE.length; bit++) {
		const changed = Buffer.from(VALUE, 'latin1');
		changed[bit >> 3] ^= 1 << (bit & 7);
		const { verdict } = await judged('firecrawl', { request: request(unsigned, { authorization: changed.toString('latin1') }), credential: { ...both } });
		expect(verdict.kind).toBe('refused');
	}
});

test('the item says which proof it was, and shows neither', async () => {
	const call = { credential: { ...both }, settings: { includeHeaders: true } };
	const { verdict } = await judged('firecrawl', { ...call, request: request(unsigned, { 'x-copy': CURRENT, 'x-trace': '1' }) });
	expect(verdict).toMatchObject({ kind: 'accepted', item: { delivery: { scheme: 'shared-header', verified: 'sharedHeader' } } });
	expect(verdict).toHaveProperty('item.headers', { 'content-type': 'application/json', 'x-firecrawl-event': 'crawl.completed', 'x-trace': '1' });
	const other = await judged('firecrawl', { ...call, request: request(signed, { authorization: VALUE }) });
	expect(other.verdict).toMatchObject({ item: { delivery: { scheme: 'hmac-sha256 raw-body', verified: 'signature' } } });
	expect(JSON.stringify([verdict, other.verdict])).not.toMatch(new RegExp(`${CURRENT}|${PREVIOUS}`));
});

test.each(['signed', 'unsigned'])('the age of a job counts: %s', async (how) => {
	const now = NOW + 8 * 86_400_000;
	const { verdict } = await judged('firecrawl', { request: request(how === 'signed' ? signed : unsigned), credential: { ...both }, now });
	expect(wordFor(verdict)).toBe('body_outside_window');
});

/** What a person who waits is told where the fields were mixed up. */
const mixUps: ReadonlyArray<readonly [name: string, credential: object, sent: Call['request'], refusal: object]> = [
	['the webhook secret in Header Value', { headerValue: CURRENT }, request(signed), { reason: 'secret_in_other_field', field: 'Header Value', belongs: 'Webhook Secret' }],
	['the value of the header in Webhook Secret', { webhookSecret: VALUE }, request(unsigned), { reason: 'secret_in_other_field', field: 'Webhook Secret', belongs: 'Header Value' }],
	['the same in another header', { webhookSecret: VALUE }, request(unsigned, { authorization: undefined, 'x-token': VALUE }), { reason: 'secret_in_other_field', field: 'Webhook Secret', belongs: 'Header Value' }],
	['both in each other', { webhookSecret: VALUE, headerValue: CURRENT }, request(signed), { reason: 'secret_in_other_field', field: 'Header Value', belongs: 'Webhook Secret' }],
	['the header in another', both, request(unsigned, { authorization: undefined, 'x-token': VALUE }), { reason: 'shared_header_elsewhere', header: 'authorization', found: 'x-token' }],
	['without the word in front', { headerValue: VALUE.slice(7) }, request(unsigned), { reason: 'secret_miswritten', field: 'Header Value', slip: 'bearer_missing' }],
	['quotes around the webhook secret', { ...both, webhookSecret: `"${CURRENT}"` }, request(signed), { reason: 'secret_miswritten', field: 'Webhook Secret', slip: 'quotes' }],
	['white space around it', { ...both, webhookSecret: `${CURRENT} ` }, request(signed), { reason: 'secret_has_white_space', field: 'Webhook Secret' }],
	['another webhook secret', { ...both, webhookSecret: `${CURRENT}1` }, request(signed), { reason: 'signature_mismatch', searched: true }],
	['nothing that fits', secret, request(unsigned), { reason: 'signature_missing' }],
	['another provider', both, request(delivery('skyvern')), { reason: 'other_provider', sender: 'Skyvern' }],
];

test.each(mixUps)('%s is explained', async (_name, credential, sent, refusal) => {
	const { verdict } = await judged('firecrawl', { request: sent, credential: { ...credential }, explain: true });
	expect(verdict).toMatchObject({ kind: 'refused', refusal });
	if (verdict.kind !== 'refused') return;
	const { message, description } = sentenceFor(verdict.refusal);
	expect(message + description).not.toMatch(new RegExp(`${CURRENT}|${PREVIOUS}`));
});
