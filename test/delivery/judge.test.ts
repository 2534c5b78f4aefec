import type { JsonObject } from '../../nodes/delivery/json';
import { answerTo, refused } from '../../nodes/delivery/verdict';
import { timestampedRawForm, SignedDelivery } from '../../nodes/delivery/verification/scheme';
import { hmac } from '../../scripts/deliveries/signer';
import type { Call, ProviderId } from './deliveries';
import { credentialWith, CURRENT, delivery, deliveryOf, judged, NOW, PREVIOUS, request, wordFor } from './deliveries';

const stamp = String(NOW / 1000);
const deep = `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`;
const unavailable = async () => await Promise.reject(new Error('no such credential'));

/** A body that canonical JSON does not know, behind a timestamp: Browser Use's last candidate. */
function timestampedRaw(body: string) {
	const arranged = timestampedRawForm.arrange(new SignedDelivery(Buffer.from(body), stamp)) ?? [];
	return request(delivery('browserUse'), { 'x-browser-use-signature': hmac(CURRENT, ...arranged) }, Buffer.from(body));
}

/** What a proxy makes of headers that it sends twice. */
function twice({ headers }: ReturnType<typeof delivery>, ...names: string[]) {
	return Object.fromEntries(names.map((name) => [name, `${headers[name]}, ${headers[name]}`]));
}

/** A report of a run in so many bytes. */
function ofSize(bytes: number): string {
	const body = `{"type":"agent.task.status_update","timestamp":"${new Date(NOW).toISOString()}","payload":{"task_id":"t","status":"finished","metadata":{"x":""}}}`;
	return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
}

const nothing: string[] = [];
const settings = ['settings'];
const credential = ['settings', 'credential'];
const claim = ['settings', 'credential', 'claim'];

/** What arrives, what becomes of it, the status of the answer, and what the host was asked for until then. */
type Row = readonly [name: string, provider: ProviderId, call: Call, word: string, status: number, asked: readonly string[]];

const b = delivery('browserUse');
const c = delivery('browserUse', { generation: 'C' });
const s = delivery('skyvern');
const w = delivery('smartBrowse');
const with503 = 503;

const rows: readonly Row[] = [
	['genuine, Browser Use', 'browserUse', { request: request(b) }, 'accepted', 200, claim],
	['genuine, Browser Use without a timestamp', 'browserUse', { request: request(c) }, 'accepted', 200, claim],
	['genuine, Skyvern', 'skyvern', { request: request(s) }, 'accepted', 200, claim],
	['genuine, SmartBrowse', 'smartBrowse', { request: request(w) }, 'accepted', 200, claim],
	['JSON with a charset', 'skyvern', { request: request(s, { 'content-type': 'application/json; charset=utf-8' }) }, 'accepted', 200, claim],
	['JSON by suffix', 'skyvern', { request: request(s, { 'content-type': 'application/cloudevents+json' }) }, 'accepted', 200, claim],
	['JSON in upper case', 'skyvern', { request: request(s, { 'content-type': 'APPLICATION/JSON' }) }, 'accepted', 200, claim],
	['JSON behind a byte order mark', 'skyvern', { request: request(deliveryOf('skyvern', `\uFEFF${s.body.toString()}`)) }, 'accepted', 200, claim],

	...['application/json, application/json', 'application/json,application/json; charset=utf-8', ', application/json ,', 'Application/JSON;charset="a, b", application/cloudevents+json', 'application/json; x="a\\", b"'].map((type): Row => [`a content type that came twice: ${type}`, 'skyvern', { request: request(s, { 'content-type': type }) }, 'accepted', 200, claim]),
	['a signature that came twice, Browser Use', 'browserUse', { request: request(b, twice(b, 'x-browser-use-signature', 'x-browser-use-timestamp')) }, 'accepted', 200, claim],
	['a signature that came twice, Browser Use without a timestamp', 'browserUse', { request: request(c, twice(c, 'x-webhook-signature')) }, 'accepted', 200, claim],
	['a signature that came twice, Skyvern', 'skyvern', { request: request(s, twice(s, 'x-skyvern-signature')) }, 'accepted', 200, claim],
	['a secret header that came twice', 'smartBrowse', { request: request(w, twice(w, 'authorization')) }, 'accepted', 200, claim],
	['a secret header with a comma that came twice', 'smartBrowse', { request: request(w, { authorization: 'a, b, a, b' }), credential: credentialWith('smartBrowse', 'a, b') }, 'accepted', 200, claim],
	['a secret that looks as if it came twice', 'smartBrowse', { request: request(w, { authorization: 'a, a' }), credential: credentialWith('smartBrowse', 'a, a') }, 'accepted', 200, claim],

	['no content type', 'skyvern', { request: request(s, { 'content-type': undefined }) }, 'content_type_not_json', 415, nothing],
	['an empty content type', 'skyvern', { request: request(s, { 'content-type': '' }) }, 'content_type_not_json', 415, nothing],
	['text', 'skyvern', { request: request(s, { 'content-type': 'text/plain' }) }, 'content_type_not_json', 415, nothing],
	['a form', 'skyvern', { request: request(s, { 'content-type': 'application/x-www-form-urlencoded' }) }, 'content_type_not_json', 415, nothing],
	['what only begins like JSON', 'skyvern', { request: request(s, { 'content-type': 'application/jsonp' }) }, 'content_type_not_json', 415, nothing],
	['two content types in one', 'skyvern', { request: request(s, { 'content-type': 'application/json, text/plain' }) }, 'content_type_not_json', 415, nothing],
	...['text/plain, application/json', 'application/json; x="a", text/plain', ',', ' , ', 'application/json text/plain', '"application/json"'].map((type): Row => [`a content type that is not JSON alone: ${type}`, 'skyvern', { request: request(s, { 'content-type': type }) }, 'content_type_not_json', 415, nothing]),
	['two content types', 'skyvern', { request: request(s, { 'content-type': ['application/json', 'application/json'] }) }, 'content_type_not_json', 415, nothing],
	['a content type in a list', 'skyvern', { request: request(s, { 'content-type': ['application/json'] }) }, 'content_type_not_json', 415, nothing],

	['no body', 'skyvern', { request: request(s, {}, null) }, 'body_missing', 400, nothing],
	['an empty body', 'skyvern', { request: request(s, {}, Buffer.alloc(0)) }, 'body_missing', 400, nothing],
	['a text instead of bytes', 'skyvern', { request: request(s, {}, s.body.toString()) }, 'body_missing', 400, nothing],
	['an object instead of bytes', 'skyvern', { request: request(s, {}, JSON.parse(s.body.toString())) }, 'body_missing', 400, nothing],
	['bytes that are no Buffer', 'skyvern', { request: request(s, {}, new Uint8Array(s.body)) }, 'body_missing', 400, nothing],
	['signed, but cut off', 'skyvern', { request: request(deliveryOf('skyvern', '{"run_id":')) }, 'body_not_json', 400, credential],
	['signed, but not UTF-8', 'skyvern', { request: request(deliveryOf('skyvern', Buffer.from('{"a":"\xe9"}', 'latin1'))) }, 'body_not_json', 400, credential],
	['signed behind a timestamp, but cut off', 'browserUse', { request: timestampedRaw('{"type":') }, 'body_not_json', 400, credential],
	['a list', 'skyvern', { request: request(deliveryOf('skyvern', '[]')) }, 'body_not_object', 400, credential],
	['a text', 'browserUse', { request: timestampedRaw('"test"') }, 'body_not_object', 400, credential],
	['null', 'smartBrowse', { request: request(deliveryOf('smartBrowse', 'null')) }, 'body_not_object', 400, credential],
	['nested too deep', 'skyvern', { request: request(deliveryOf('skyvern', `{"a":${deep}}`)) }, 'body_too_deep', 400, credential],
	['nested as deep as may be', 'skyvern', { request: request(deliveryOf('skyvern', deep.replaceAll('[]', ''))) }, 'ignored no_run', 200, credential],

	['the largest that is printed again', 'browserUse', { request: request(deliveryOf('browserUse', ofSize(256_000))) }, 'accepted', 200, claim],
	['one byte more', 'browserUse', { request: request(deliveryOf('browserUse', ofSize(256_001))) }, 'body_too_large', 413, nothing],
	['one byte more, forged and long ago', 'browserUse', { request: request(deliveryOf('browserUse', ofSize(256_001), { secret: PREVIOUS })), now: NOW + 301_000 }, 'body_too_large', 413, nothing],
	['more than that where the bytes are signed', 'browserUse', { request: request(deliveryOf('browserUse', ofSize(1_000_000), { generation: 'C' })) }, 'accepted', 200, claim],
	['more than that, with the headers of both generations', 'browserUse', { request: request(deliveryOf('browserUse', ofSize(1_000_000), { generation: 'C' }), { 'x-browser-use-signature': 'a'.repeat(64), 'x-browser-use-timestamp': stamp }) }, 'accepted', 200, claim],
	['more than that, and no signature', 'browserUse', { request: { headers: { 'content-type': 'application/json' }, rawBody: Buffer.from(ofSize(300_000)) } }, 'signature_missing', 401, nothing],
	['more than that at another provider', 'skyvern', { request: request(deliveryOf('skyvern', ofSize(1_000_000), { secret: PREVIOUS })) }, 'signature_mismatch', 401, credential],

	['no signature', 'skyvern', { request: request(s, { 'x-skyvern-signature': undefined }) }, 'signature_missing', 401, nothing],
	['the signature of another provider', 'browserUse', { request: request(s) }, 'signature_missing', 401, nothing],
	['a signature in upper case', 'skyvern', { request: request(s, { 'x-skyvern-signature': 'A'.repeat(64) }) }, 'signature_malformed', 401, nothing],
	['an empty signature', 'skyvern', { request: request(s, { 'x-skyvern-signature': '' }) }, 'signature_malformed', 401, nothing],
	['two signatures', 'skyvern', { request: request(s, { 'x-skyvern-signature': ['a'.repeat(64), 'a'.repeat(64)] }) }, 'signature_malformed', 401, nothing],
	['a signature and another one', 'skyvern', { request: request(s, { 'x-skyvern-signature': `${s.headers['x-skyvern-signature']}, ${'a'.repeat(64)}` }) }, 'signature_malformed', 401, nothing],
	['a forged signature that came twice', 'skyvern', { request: request(s, { 'x-skyvern-signature': `${'a'.repeat(64)}, ${'a'.repeat(64)}` }) }, 'signature_mismatch', 401, credential],
	['a timestamp and another one', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': `${stamp}, ${Number(stamp) + 1}` }) }, 'timestamp_malformed', 401, nothing],
	['another timestamp that came twice', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': `${Number(stamp) + 1}, ${Number(stamp) + 1}` }) }, 'signature_mismatch', 401, credential],
	['a prefix in the midst of a signature', 'skyvern', { request: request(s, { 'x-skyvern-signature': `${'a'.repeat(32)}sha256=${'a'.repeat(32)}` }) }, 'signature_malformed', 401, nothing],
	['a prefix that Browser Use has not', 'browserUse', { request: request(b, { 'x-browser-use-signature': `sha256=${'a'.repeat(64)}` }) }, 'signature_malformed', 401, nothing],
	['no timestamp', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': undefined }) }, 'timestamp_missing', 401, nothing],
	['a timestamp that is none', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': 'soon' }) }, 'timestamp_malformed', 401, nothing],
	['two timestamps', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': [stamp, stamp] }) }, 'timestamp_malformed', 401, nothing],
	['no timestamp, and a malformed signature of the other generation', 'browserUse', { request: request(b, { 'x-browser-use-timestamp': undefined, 'x-webhook-signature': 'x' }) }, 'timestamp_missing', 401, nothing],
	['a malformed signature of the other generation alone', 'browserUse', { request: request(c, { 'x-webhook-signature': 'x' }) }, 'signature_malformed', 401, nothing],
	['signed long ago', 'browserUse', { request: request(b), now: NOW + 301_000 }, 'timestamp_outside_window', 401, settings],
	['another secret', 'skyvern', { request: request(delivery('skyvern', { secret: PREVIOUS })) }, 'signature_mismatch', 401, credential],
	['no secret header', 'smartBrowse', { request: request(w, { authorization: undefined }) }, 'shared_header_missing', 401, credential],
	['an empty secret header', 'smartBrowse', { request: request(w, { authorization: '' }) }, 'shared_header_missing', 401, credential],
	['another secret header', 'smartBrowse', { request: request(w, { authorization: PREVIOUS }) }, 'shared_header_mismatch', 401, credential],
	['a secret header and another one', 'smartBrowse', { request: request(w, { authorization: `${CURRENT}, x` }) }, 'shared_header_mismatch', 401, credential],
	['another secret header that came twice', 'smartBrowse', { request: request(w, { authorization: `${PREVIOUS}, ${PREVIOUS}` }) }, 'shared_header_mismatch', 401, credential],
	['the secret header twice', 'smartBrowse', { request: request(w, { authorization: [CURRENT, CURRENT] }) }, 'shared_header_mismatch', 401, credential],
	['the secret header in a list', 'smartBrowse', { request: request(w, { authorization: [CURRENT] }) }, 'shared_header_mismatch', 401, credential],
	['a signed body of long ago', 'skyvern', { request: request(s), now: NOW + 90_000_000 }, 'body_outside_window', 401, credential],
	['a body without a time where nothing else is timed', 'browserUse', { request: request(deliveryOf('browserUse', { type: 'x', payload: {} }, { generation: 'C' })) }, 'body_time_missing', 401, credential],

	['a secret that is empty', 'skyvern', { request: request(s), credential: credentialWith('skyvern', '') }, 'secret_missing', with503, credential],
	['a credential that cannot be read', 'skyvern', { request: request(s), credential: unavailable }, 'credential_unavailable', with503, credential],
	['settings that cannot be read', 'skyvern', { request: request(s), settings: { reason: 'settings_unreadable', setting: 'Events' } }, 'settings_unreadable', with503, settings],

	['of two generations, one too old and the other forged', 'browserUse', { request: request(delivery('browserUse', { now: NOW - 3_600_000 }), { 'x-webhook-signature': 'f'.repeat(64) }) }, 'timestamp_outside_window', 401, credential],

	['filtered out', 'skyvern', { request: request(s), settings: { statuses: ['failed'] } }, 'ignored status_not_selected', 200, credential],
	['nothing about a run', 'skyvern', { request: request(deliveryOf('skyvern', { task_id: 'tsk_1', identifier: null })) }, 'ignored no_run', 200, credential],
	['a second one', 'skyvern', { request: request(s), claim: () => false }, 'duplicate', 200, claim],
];

test.each(rows)('%s', async (_name, provider, call, word, status, asked) => {
	const result = await judged(provider, call);
	expect(wordFor(result.verdict)).toBe(word);
	expect(answerTo(result.verdict).status).toBe(status);
	expect(result.asked).toEqual(asked);
});

test.each([
	[200, { status: 'duplicate' }, {}, { kind: 'duplicate', id: 'x' }],
	[200, { status: 'ignored', reason: 'test_ping' }, {}, { kind: 'ignored', reason: 'test_ping' }],
	[415, { status: 'refused', reason: 'content_type_not_json' }, {}, refused({ reason: 'content_type_not_json' })],
	[413, { status: 'refused', reason: 'body_too_large' }, {}, refused({ reason: 'body_too_large', received: 300_000, limit: 256_000 })],
	[400, { status: 'refused', reason: 'body_missing' }, {}, refused({ reason: 'body_missing' })],
	[400, { status: 'refused', reason: 'body_unreadable' }, {}, refused({ reason: 'body_unreadable' })],
	[413, { status: 'refused', reason: 'body_over_limit' }, {}, refused({ reason: 'body_over_limit' })],
	[401, { status: 'refused' }, {}, refused({ reason: 'signature_mismatch', header: 'x', whichSecret: '' })],
	[503, { status: 'unavailable' }, { 'Retry-After': '60' }, refused({ reason: 'unexpected' })],
	[503, { status: 'unavailable' }, { 'Retry-After': '60' }, refused({ reason: 'credential_unavailable', credential: 'x' })],
] as const)('is answered %d %j %j', (status, body, headers, verdict) => {
	expect(answerTo(verdict)).toEqual({ status, body, headers });
});

describe('an item says what was signed', () => {
	const signed = '{"type":"agent.task.status_update","payload":{"task_id":"t","status":"finished","metadata":{"paid":0,"due":-0.0,"id":9007199254740993}}}';
	const canonical = '{"payload":{"metadata":{"due":-0.0,"id":9007199254740993,"paid":0},"status":"finished","task_id":"t"},"type":"agent.task.status_update"}';
	const headers = { 'x-browser-use-signature': hmac(CURRENT, `${stamp}.`, canonical) };

	test.each([
		['as it was sent', signed],
		['a 0 turned into -0', signed.replace('"paid":0', '"paid":-0')],
		['members in another order, and one twice', signed.replace('"paid":0', '"paid":1,"due":1').replace('"id":', '"paid":-0,"id":')],
		['other spellings', signed.replace('paid', 'p\\u0061id').replace('-0.0', '-0e7')],
	])('%s', async (_name, body) => {
		const { verdict } = await judged('browserUse', { request: request(b, headers, Buffer.from(body)) });
		if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
		expect(verdict.item.delivery.scheme).toBe('hmac-sha256 timestamp.canonical-json');
		for (const metadata of [verdict.item.metadata, (verdict.item.payload.payload as JsonObject).metadata]) {
			expect(metadata).toStrictEqual({ paid: 0, due: -0, id: 9007199254740992 });
		}
	});
});
