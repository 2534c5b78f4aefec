import { SignedDelivery, timestampedPublishedForm } from '../../../nodes/delivery/verification/scheme';
import { hmac } from '../../../scripts/deliveries/signer';
import type { Call, ProviderId } from '../deliveries';
import { credentialWith, CURRENT, delivery, ids, judged, NOW, PREVIOUS, request, wordFor } from '../deliveries';

const b = delivery('browserUse');
const c = delivery('browserUse', { generation: 'C' });
const stamp = String(NOW / 1000);
const signatureOf = (text: string | Buffer) => ({ 'x-browser-use-signature': hmac(CURRENT, text) });
const forged = 'a'.repeat(64);
const both = { ...c.headers, 'x-browser-use-timestamp': stamp, 'x-browser-use-signature': forged };

describe('two secrets in rotation', () => {
	const rotating = (id: ProviderId) => credentialWith(id, CURRENT, PREVIOUS);

	test.each(ids.flatMap((id) => [[id, CURRENT, 'accepted'], [id, PREVIOUS, 'accepted'], [id, 'whsec_retired', 'refused']] as const))(
		'%s, signed with %s: %s',
		async (id, secret, kind) => {
			const call = { request: request(delivery(id, { secret })), credential: rotating(id) };
			expect((await judged(id, call)).verdict.kind).toBe(kind);
		},
	);

	test.each(ids)('%s, with only the previous one filled in', async (id) => {
		const call = { request: request(delivery(id, { secret: PREVIOUS })), credential: credentialWith(id, ' ', PREVIOUS) };
		expect((await judged(id, call)).verdict.kind).toBe('accepted');
	});
});

const cases: ReadonlyArray<readonly [name: string, ProviderId, Call, word: string]> = [
	['both generations, both genuine', 'browserUse', { request: request(b, { 'x-webhook-signature': hmac(CURRENT, b.body) }) }, 'accepted'],
	['both generations, the older one forged', 'browserUse', { request: { headers: both, rawBody: c.body } }, 'accepted'],
	['both generations, the newer one forged', 'browserUse', { request: request(b, { 'x-webhook-signature': forged }) }, 'accepted'],
	['both generations, the newer one stale, the older one genuine', 'browserUse', { request: request(b, { 'x-webhook-signature': hmac(CURRENT, b.body) }), now: NOW + 400_000 }, 'accepted'],
	['both generations, both forged', 'browserUse', { request: { headers: { ...both, 'x-webhook-signature': forged }, rawBody: c.body } }, 'signature_mismatch'],
	['both generations, stale and forged', 'browserUse', { request: request(b, { 'x-webhook-signature': forged }), now: NOW + 400_000 }, 'timestamp_outside_window'],
	['the MAC of the raw body behind the timestamped header', 'browserUse', { request: request(b, signatureOf(b.body)) }, 'signature_mismatch'],
	['the same, explained', 'browserUse', { request: request(b, signatureOf(b.body)), explain: true }, 'signature_other_generation'],
	['a timestamped MAC behind the untimestamped header', 'browserUse', { request: request(c, { 'x-webhook-signature': b.headers['x-browser-use-signature'] }, b.body) }, 'signature_mismatch'],
	['the MAC of another timestamp', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': String(NOW / 1000 + 1) }) }, 'signature_mismatch'],
	['the MAC of the same time, otherwise spelled', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': String(NOW) }) }, 'signature_mismatch'],
	['printed again, not explained', 'skyvern', { request: request(delivery('skyvern'), {}, spread(delivery('skyvern').body)) }, 'signature_mismatch'],
	['signed compact, arrived spread', 'skyvern', { request: request(delivery('skyvern'), {}, spread(delivery('skyvern').body)), explain: true }, 'body_reserialised'],
	['signed spread, arrived compact', 'skyvern', { request: request(delivery('skyvern', { body: spread(delivery('skyvern').body) }), {}, delivery('skyvern').body), explain: true }, 'body_reserialised'],
	['explained, but simply forged', 'skyvern', { request: request(delivery('skyvern', { secret: PREVIOUS })), explain: true }, 'signature_mismatch'],
	['explained, and not JSON', 'skyvern', { request: request(delivery('skyvern'), {}, Buffer.from('{')), explain: true }, 'signature_mismatch'],
	['explained, and nested without end', 'skyvern', { request: request(delivery('skyvern'), {}, Buffer.from('['.repeat(1e5) + ']'.repeat(1e5))), explain: true }, 'signature_mismatch'],
	['white space around the secret, Skyvern', 'skyvern', { request: request(delivery('skyvern')), credential: credentialWith('skyvern', `${CURRENT}\n`) }, 'secret_has_white_space'],
	['white space around the secret, Browser Use', 'browserUse', { request: request(b), credential: credentialWith('browserUse', ` ${CURRENT}`) }, 'secret_has_white_space'],
	['white space around the previous secret', 'browserUse', { request: request(b), credential: credentialWith('browserUse', PREVIOUS, `${CURRENT} `) }, 'secret_has_white_space'],
	['white space around another secret', 'browserUse', { request: request(b), credential: credentialWith('browserUse', `${PREVIOUS} `) }, 'signature_mismatch'],
	['white space that belongs to the secret', 'skyvern', { request: request(delivery('skyvern', { secret: ' padded ' })), credential: credentialWith('skyvern', ' padded ') }, 'accepted'],
	['white space around a header that HTTP strips', 'smartBrowse', { request: request(delivery('smartBrowse')), credential: credentialWith('smartBrowse', ` ${CURRENT}\n`) }, 'accepted'],
];

/** What a proxy makes of a body that it parses and prints again. */
function spread(body: Buffer): Buffer {
	return Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 2));
}

test.each(cases)('%s', async (_name, provider, call, word) => {
	expect(wordFor((await judged(provider, call)).verdict)).toBe(word);
});

test.each([
	['the other generation', 'browserUse', { ...c.headers, 'x-webhook-signature': undefined, 'x-skyvern-signature': forged }, 'x-skyvern-signature'],
	['nothing', 'skyvern', { 'content-type': 'application/json' }, undefined],
	['Browser Use', 'skyvern', b.headers, 'x-browser-use-signature'],
	['Firecrawl', 'skyvern', delivery('firecrawl').headers, 'x-firecrawl-signature'],
] as const)('a missing signature names what is there instead: %s', async (_name, provider, headers, found) => {
	const { verdict } = await judged(provider, { request: { headers, rawBody: b.body } });
	expect(verdict).toMatchObject({ refusal: { reason: 'signature_missing', found } });
});

describe('the shared header', () => {
	const arriving = (headerName: unknown, headerValue: string, headers: Record<string, string>) => ({
		request: request(delivery('smartBrowse'), { authorization: undefined, ...headers }),
		credential: { headerName, headerValue },
	});
	const accented = 'Bearer schlüssel';

	test.each([
		['another name, whatever its case', arriving('X-Hook-Token', CURRENT, { 'x-hook-token': CURRENT }), 'accepted'],
		['no name: Authorization', arriving(' ', CURRENT, { authorization: CURRENT }), 'accepted'],
		['a name with white space around it', arriving(' X-Token\n', CURRENT, { 'x-token': CURRENT }), 'accepted'],
		['a name that is no text: Authorization', arriving(7, CURRENT, { authorization: CURRENT }), 'accepted'],
		['an accent as Latin-1', arriving('X-Token', accented, { 'x-token': accented }), 'accepted'],
		['an accent as UTF-8, which Node reads as Latin-1', arriving('X-Token', accented, { 'x-token': Buffer.from(accented).toString('latin1') }), 'accepted'],
		['beyond Latin-1, cut to its low bytes', arriving('X-Token', 'пароль', { 'x-token': Buffer.from('пароль', 'latin1').toString('latin1') }), 'shared_header_mismatch'],
		['the right value in another header', arriving('X-Token', CURRENT, { authorization: CURRENT }), 'shared_header_missing'],
		['without the word in front', arriving('Authorization', `Bearer ${CURRENT}`, { authorization: CURRENT }), 'shared_header_mismatch'],
		['in another case', arriving('Authorization', CURRENT, { authorization: CURRENT.toUpperCase() }), 'shared_header_mismatch'],
		['a beginning of it', arriving('Authorization', CURRENT, { authorization: CURRENT.slice(0, -1) }), 'shared_header_mismatch'],
		['a name that every object has', arriving('constructor', CURRENT, {}), 'shared_header_mismatch'],
	])('%s', async (_name, call, word) => {
		expect(wordFor((await judged('smartBrowse', call)).verdict)).toBe(word);
	});
});

test.each([
	['plain', '{"b":[1,{"c":"x"}],"a":"y"}', undefined],
	['an accent', '{"b":"é"}', '1.{"b":"é"}'],
	['a control character', '{"b":"\\u0001"}', '1.{"b":"\\u0001"}'],
	['the last character of ASCII', '{"b":"\\u007f"}', '1.{"b":"\u007f"}'],
	['keys that are numbers', '{"10":1,"9":2}', '1.{"9":2,"10":1}'],
	['a number that JavaScript prints otherwise', '{"é":1.0}', undefined],
])('the published TypeScript form is tried where it differs and loses nothing: %s', (_name, body, form) => {
	const arranged = timestampedPublishedForm.arrange(new SignedDelivery(Buffer.from(body), '1'));
	expect(arranged === undefined ? undefined : Buffer.concat(arranged.map((part) => Buffer.from(part))).toString()).toBe(form);
});
