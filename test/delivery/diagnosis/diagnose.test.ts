import { diagnose } from '../../../nodes/delivery/diagnosis/diagnose';
import { reprint } from '../../../nodes/delivery/diagnosis/reprint';
import { sentenceFor } from '../../../nodes/delivery/sentences/sentences';
import type { Refusal } from '../../../nodes/delivery/verdict';
import { canonicalJson } from '../../../nodes/delivery/verification/canonicalJson';
import { hmac } from '../../../scripts/deliveries/signer';
import { recordedDeliveries } from '../../fixtures';
import type { Call, ProviderId } from '../deliveries';
import { credentialWith, CURRENT, delivery, deliveryOf, ids, judged, NOW, PREVIOUS, providers, request } from '../deliveries';

/** What a person who waits is told; fails where the delivery is not refused. */
async function causeOf(id: ProviderId, call: Call): Promise<Refusal> {
	const { verdict } = await judged(id, { ...call, explain: true });
	if (verdict.kind !== 'refused') throw new Error(`The delivery is ${verdict.kind}`);
	const { message, description } = sentenceFor(verdict.refusal);
	for (const secret of [CURRENT, PREVIOUS]) expect(JSON.stringify(verdict) + message + description).not.toContain(secret);
	return verdict.refusal;
}

/** Keys out of order, an accent, a slash, angle brackets, numbers that JavaScript prints otherwise, a nested list, an empty one. */
const DOCUMENT = '{"run_id":"tsk_1","status":"completed","output":{"price":1299.0,"big":12345678901234567890,"city":"Zürich","page":"https://a.example/<b>&c","list":[1,[2,{}],[]]},"errors":[]}';
const value = (): unknown => JSON.parse(DOCUMENT);

/** The same document as each program prints it, spelled out by hand. */
const python = '{"run_id": "tsk_1", "status": "completed", "output": {"price": 1299.0, "big": 12345678901234567890, "city": "Z\\u00fcrich", "page": "https://a.example/<b>&c", "list": [1, [2, {}], []]}, "errors": []}';
const pythonUtf8 = python.replace('\\u00fc', 'ü');
const sortedAscii = '{"errors":[],"output":{"big":12345678901234567890,"city":"Z\\u00fcrich","list":[1,[2,{}],[]],"page":"https://a.example/<b>&c","price":1299.0},"run_id":"tsk_1","status":"completed"}';
const sortedSpaced = '{"errors": [], "output": {"big": 12345678901234567890, "city": "Zürich", "list": [1, [2, {}], []], "page": "https://a.example/<b>&c", "price": 1299.0}, "run_id": "tsk_1", "status": "completed"}';
const php = DOCUMENT.replace('ü', '\\u00fc').replaceAll('/', '\\/');
const go = DOCUMENT.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026');

describe('a body that was printed again on its way', () => {
	const rows: ReadonlyArray<readonly [name: string, signed: string, arrived: string, printing: object]> = [
		['compact, arrived from Python', DOCUMENT, python, { layout: 'compact', escapes: 'utf8' }],
		['compact, arrived indented', DOCUMENT, JSON.stringify(value(), null, 2).replace('1299,', '1299.0,').replace('12345678901234567000', '12345678901234567890'), { layout: 'compact' }],
		['from Python, arrived compact', pythonUtf8, DOCUMENT, { layout: 'spaced', escapes: 'kept', sorted: false }],
		['from Python in ASCII, arrived compact', python, DOCUMENT, { layout: 'spaced', escapes: 'ascii' }],
		['compact in ASCII, arrived with accents', DOCUMENT.replace('ü', '\\u00fc'), DOCUMENT, { layout: 'compact', escapes: 'ascii', sorted: false }],
		['with sorted keys in ASCII', sortedAscii, DOCUMENT, { layout: 'compact', escapes: 'ascii', sorted: true }],
		['with sorted keys and spaces', sortedSpaced, DOCUMENT, { layout: 'spaced', escapes: 'kept', sorted: true }],
		['from PHP', php, DOCUMENT, { layout: 'compact', escapes: 'php' }],
		['from Go', go, DOCUMENT, { layout: 'compact', escapes: 'go' }],
		['numbers as JavaScript prints them', JSON.stringify(value()), DOCUMENT, { layout: 'compact', javaScript: true }],
		...([['2', 2], ['4', 4], ['tab', '\t']] as const).map(
			([layout, indent]) => [`indented: ${layout}`, JSON.stringify(value(), null, indent), JSON.stringify(value()), { layout, sorted: false }] as const,
		),
		['indented, and the last line ended', `${JSON.stringify(value(), null, 2)}\n`, JSON.stringify(value()), { layout: '2' }],
	];

	test.each(rows)('%s', async (_name, signed, arrived, printing) => {
		const cause = await causeOf('skyvern', { request: request(deliveryOf('skyvern', signed), {}, Buffer.from(arrived)) });
		expect(cause).toMatchObject({ reason: 'body_reserialised', printing });
	});

	test.each<readonly [name: string, signed: string, arrived: string, printing: object]>([
		['Python floats, printed by JavaScript', '{"run_id": "r", "a": 1e-07, "b": 5e-324, "c": 1e+16}', '{"run_id":"r","a":1e-7,"b":5e-324,"c":10000000000000000}', { floats: true }],
		['a small number of Python, printed by JavaScript', '{"run_id":"r","a":1e-07,"b":-2.5e-05}', '{"run_id":"r","a":1e-7,"b":-0.000025}', { python: true, layout: 'compact' }],
		['a whole float among integers', '{"run_id": "r", "price": 1299.0, "count": 3, "list": [1.0, 2.0]}', '{"run_id":"r","price":1299,"count":3,"list":[1,2]}', { floats: true, layout: 'spaced' }],
		['whole floats, sorted and with accents', '{"a":2.0,"b":"é","run_id":"r"}', '{"run_id":"r","b":"é","a":2}', { floats: true, sorted: true, escapes: 'utf8' }],
		['numbers of JavaScript, sorted', '{"a":1,"run_id":"r"}', '{"run_id":"r","a":1.0}', { javaScript: true, sorted: true }],
		['a map of Go', '{"a":"\\u003c","run_id":"r"}', '{"run_id":"r","a":"<"}', { escapes: 'go', sorted: true }],
		['sorted on its way', '{"run_id":"r","status":"completed","output":{"title":"é","price":1},"errors":[]}', '{"errors":[],"output":{"price":1,"title":"é"},"run_id":"r","status":"completed"}', { unsorted: true, layout: 'compact', escapes: 'kept' }],
		['sorted and printed by JavaScript on its way', '{"run_id":"r","status":"completed","output":{"title":"é","price":1e-07}}', '{"output":{"price":1e-7,"title":"é"},"run_id":"r","status":"completed"}', { unsorted: true, python: true, layout: 'compact', escapes: 'utf8' }],
		['sorted and printed by Python on its way', '{"run_id":"r","status":"completed","output":{"title":"é","price":1},"errors":[]}', '{"errors": [], "output": {"price": 1, "title": "\\u00e9"}, "run_id": "r", "status": "completed"}', { unsorted: true, layout: 'compact', escapes: 'utf8' }],
		['printed twice', DOCUMENT, JSON.stringify(DOCUMENT), { twice: true, layout: 'kept' }],
		['printed twice, the first time otherwise', pythonUtf8, JSON.stringify(DOCUMENT), { twice: true, layout: 'spaced' }],
	])('%s', async (_name, signed, arrived, printing) => {
		const cause = await causeOf('skyvern', { request: request(deliveryOf('skyvern', signed), {}, Buffer.from(arrived)) });
		expect(cause).toMatchObject({ reason: 'body_reserialised', printing });
	});

	test.each(['untimestamped generation', 'task', 'workflow run', 'older body', 'crawl.started', 'crawl.page'])('a recorded delivery whose keys were sorted on its way: %s', async (name) => {
		const recorded = recordedDeliveries().find((one) => one.name === name);
		if (recorded === undefined) throw new Error('not recorded');
		const sorted = canonicalJson(recorded.body)?.form.toString();
		const call = { request: { headers: recorded.headers, rawBody: Buffer.from(`${sorted}\n`) }, now: recorded.now * 1000 };
		expect(await causeOf(recorded.provider, call)).toMatchObject({ reason: 'body_reserialised', printing: { unsorted: true } });
	});

	test('where the order that was signed cannot be found out, sorted keys are at least mentioned', async () => {
		const body = Object.fromEntries('zyxwvutsr'.split('').map((key) => [key, 1]));
		const arrived = JSON.stringify(Object.fromEntries(Object.entries(body).sort()));
		const cause = await causeOf('skyvern', { request: request(deliveryOf('skyvern', JSON.stringify(body)), {}, Buffer.from(arrived)) });
		expect(cause).toMatchObject({ reason: 'signature_mismatch', searched: true, sorted: true });
		expect(sentenceFor(cause).description).toContain('its keys arrive sorted');
	});

	test.each([
		['a whole float', '"price":1299.0', '"price":1299', { floats: true }],
		['printed twice', '"price":1299.0', '"price":1299.0', { twice: true }],
		['printed twice by JavaScript', '"price":1299.0', '"price":1299', { floats: true, twice: true }],
	])('a canonical form is not deceived by what changes it: %s', async (_name, signed, arrived, printing) => {
		const canonical = `{"payload":{"metadata":{"city":"Basel","count":2,${signed}},"status":"finished","task_id":"t"},"type":"agent.task.status_update"}`;
		const body = `{"type":"agent.task.status_update","payload":{"task_id":"t","status":"finished","metadata":{${arrived},"city":"Basel","count":2}}}`;
		const changed = 'twice' in printing ? JSON.stringify(body) : body;
		const headers = { 'x-browser-use-signature': hmac(CURRENT, `${NOW / 1000}.`, canonical) };
		expect(await causeOf('browserUse', { request: request(delivery('browserUse'), headers, Buffer.from(changed)) })).toMatchObject({ reason: 'body_reserialised', printing });
	});

	test('Browser Use without a timestamp signs the bytes as well', async () => {
		const sent = delivery('browserUse', { generation: 'C' });
		const arrived = Buffer.from(JSON.stringify(JSON.parse(sent.body.toString()), null, 4));
		expect(await causeOf('browserUse', { request: request(sent, {}, arrived) })).toMatchObject({ reason: 'body_reserialised', printing: { layout: 'compact' } });
	});
});

describe('a body whose bytes were changed on its way', () => {
	const pretty = JSON.stringify(value(), null, 2);
	const crlf = pretty.replaceAll('\n', '\r\n');
	const latin1 = Buffer.from(DOCUMENT, 'latin1');

	test.each([
		['line_end_added', DOCUMENT, `${DOCUMENT}\n`],
		['line_end_added', DOCUMENT, `${DOCUMENT}\r\n`],
		['line_end_removed', `${DOCUMENT}\n`, DOCUMENT],
		['line_end_removed', `${DOCUMENT}\r\n`, DOCUMENT],
		['lf_became_crlf', pretty, crlf],
		['crlf_became_lf', crlf, pretty],
		['byte_order_mark_added', DOCUMENT, `\ufeff${DOCUMENT}`],
		['byte_order_mark_removed', `\ufeff${DOCUMENT}`, DOCUMENT],
		['utf8_became_latin1', DOCUMENT, latin1],
		['latin1_became_utf8', latin1, DOCUMENT],
		['utf8_encoded_twice', DOCUMENT, Buffer.from(DOCUMENT).toString('latin1')],
	])('%s', async (change, signed, arrived) => {
		const sent = deliveryOf('skyvern', signed);
		expect(await causeOf('skyvern', { request: request(sent, {}, Buffer.from(arrived)) })).toMatchObject({ reason: 'body_reencoded', change });
	});

	test('a canonical form is not deceived by an encoding either', async () => {
		const sent = delivery('browserUse');
		const arrived = Buffer.from(sent.body.toString('latin1'), 'utf8');
		expect(await causeOf('browserUse', { request: request(sent, {}, arrived) })).toMatchObject({ reason: 'body_reencoded', change: 'utf8_encoded_twice' });
	});
});

describe('a secret that is not quite right', () => {
	const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
	const signedWith = (key: string | Buffer, id: ProviderId = 'skyvern') => {
		const sent = delivery(id);
		return request(sent, { 'x-skyvern-signature': hmac(key as string, sent.body) });
	};

	test.each([
		['quotes', `"${CURRENT}"`, CURRENT],
		['quotes', `'${CURRENT}'`, CURRENT],
		['bearer', `Bearer ${CURRENT}`, CURRENT],
		['bearer_missing', CURRENT, `Bearer ${CURRENT}`],
		['name_in_front', `SKYVERN_API_KEY=${CURRENT}`, CURRENT],
		['name_in_front', `x-api-key: ${CURRENT}`, CURRENT],
		['white_space_inside', `${CURRENT.slice(0, 9)}\n${CURRENT.slice(9)}`, CURRENT],
		['letter_case', CURRENT.toUpperCase(), CURRENT],
		['line_end_missing', CURRENT, `${CURRENT}\n`],
		['hex', bytes.toString('hex'), bytes],
		['base64', bytes.toString('base64'), bytes],
		['base64', bytes.toString('base64url'), bytes],
		['base64', `whsec_${bytes.toString('base64')}`, bytes],
	] as const)('%s: %j', async (slip, stored, key) => {
		expect(await causeOf('skyvern', { request: signedWith(key), credential: credentialWith('skyvern', stored) })).toEqual({ reason: 'secret_miswritten', field: 'API Key', slip });
	});

	test('in the previous field', async () => {
		const credential = credentialWith('browserUse', PREVIOUS, `"${CURRENT}"`);
		expect(await causeOf('browserUse', { request: request(delivery('browserUse')), credential })).toMatchObject({ field: 'Previous Signing Secret', slip: 'quotes' });
	});

	test.each(['browserUse', 'smartBrowse'] as const)('%s: in the field of the API key', async (id) => {
		const credential = { ...credentialWith(id, PREVIOUS), apiKey: ` ${CURRENT}` };
		expect(await causeOf(id, { request: request(delivery(id)), credential })).toEqual({
			reason: 'secret_in_other_field',
			field: 'API Key',
			belongs: id === 'browserUse' ? 'Signing Secret' : 'Header Value',
		});
	});

	test.each<[ProviderId, string, object]>([
		['browserUse', 'bu_0123456789abcdef', { reason: 'secret_is_api_key', field: 'Signing Secret', sender: 'Browser Use', belongs: 'API Key' }],
		['firecrawl', 'fc-0123456789abcdef', { reason: 'secret_is_api_key', field: 'Webhook Secret', sender: 'Firecrawl' }],
	])('%s: an API key in the place of the secret', async (id, key, cause) => {
		expect(await causeOf(id, { request: request(delivery(id)), credential: credentialWith(id, key) })).toMatchObject(cause);
	});

	test.each([
		['behind a space in the previous field', { previous: ` bu_${PREVIOUS}` }],
		['under a body that is not searched', { current: `bu_${PREVIOUS}`, output: 'x'.repeat(1_000_000) }],
	])('an API key is also seen %s', async (_name, { current = PREVIOUS, previous = '', output = '' }: { current?: string; previous?: string; output?: string }) => {
		const sent = deliveryOf('browserUse', { type: 'agent.task.status_update', payload: { output } }, { generation: 'C' });
		const call = { request: request(sent), credential: credentialWith('browserUse', current, previous) };
		expect(await causeOf('browserUse', call)).toMatchObject({ reason: 'secret_is_api_key' });
	});

	test('a sender that uses the API key itself is not told to go on with it', async () => {
		const credential = { ...credentialWith('smartBrowse', CURRENT), apiKey: `wsg_live_${CURRENT}` };
		const sent = request(delivery('smartBrowse'), { authorization: `wsg_live_${CURRENT}` });
		expect(await causeOf('smartBrowse', { request: sent, credential })).toMatchObject({ reason: 'shared_header_mismatch' });
	});

	test('the word Bearer twice is not put right by a third', async () => {
		const sent = request(delivery('smartBrowse'), { authorization: `Bearer Bearer ${CURRENT}` });
		expect(await causeOf('smartBrowse', { request: sent, credential: credentialWith('smartBrowse', `Bearer ${CURRENT}`) })).toMatchObject({ reason: 'shared_header_mismatch' });
	});

	test('an empty key, with which anybody can sign, is no explanation', async () => {
		expect(await causeOf('skyvern', { request: signedWith(''), credential: credentialWith('skyvern', '""') })).toMatchObject({ reason: 'signature_mismatch' });
	});

	test.each([
		['bearer_missing', CURRENT, `Bearer ${CURRENT}`],
		['bearer', `Bearer ${CURRENT}`, CURRENT],
		['quotes', `"${CURRENT}"`, CURRENT],
		['letter_case', CURRENT.toUpperCase(), CURRENT],
	])('the shared header, %s', async (slip, stored, sent) => {
		const call = { request: request(delivery('smartBrowse'), { authorization: sent }), credential: credentialWith('smartBrowse', stored) };
		expect(await causeOf('smartBrowse', call)).toEqual({ reason: 'secret_miswritten', field: 'Header Value', slip });
	});
});

describe('the wrong place', () => {
	const secret = { 'x-hook-token': CURRENT, authorization: undefined };

	test.each<readonly [string, ProviderId, Call, object]>([
		['Skyvern reports to Browser Use', 'browserUse', { request: request(delivery('skyvern')) }, { reason: 'other_provider', sender: 'Skyvern' }],
		['Browser Use reports to Skyvern', 'skyvern', { request: request(delivery('browserUse')) }, { reason: 'other_provider', sender: 'Browser Use' }],
		['Browser Use reports to SmartBrowse', 'smartBrowse', { request: request(delivery('browserUse', { generation: 'C' })) }, { reason: 'other_provider', found: 'x-webhook-signature' }],
		['nobody known reports to Skyvern', 'skyvern', { request: request(delivery('smartBrowse')) }, { reason: 'signature_missing' }],
		['the secret in another header', 'smartBrowse', { request: request(delivery('smartBrowse'), secret) }, { reason: 'shared_header_elsewhere', header: 'authorization', found: 'x-hook-token' }],
		['another secret in another header', 'smartBrowse', { request: request(delivery('smartBrowse'), { ...secret, 'x-hook-token': PREVIOUS }) }, { reason: 'shared_header_missing' }],
		['no header at all', 'smartBrowse', { request: request(delivery('smartBrowse'), { authorization: undefined }) }, { reason: 'shared_header_missing' }],
	])('%s', async (_name, id, call, cause) => {
		expect(await causeOf(id, call)).toMatchObject(cause);
	});

	test('the body alone, signed in the header of a timestamped generation', async () => {
		const sent = delivery('browserUse');
		const call = { request: request(sent, { 'x-browser-use-signature': hmac(CURRENT, sent.body) }) };
		expect(await causeOf('browserUse', call)).toMatchObject({ reason: 'signature_other_generation', signs: 'body' });
	});

	test('timestamp and body, signed in the header of the generation without one', async () => {
		const { headers, body } = delivery('browserUse');
		const { 'x-browser-use-signature': signature, ...rest } = headers;
		const call = { request: { headers: { ...rest, 'x-webhook-signature': signature }, rawBody: body } };
		expect(await causeOf('browserUse', call)).toMatchObject({ reason: 'signature_other_generation', signs: 'timestamp and body' });
	});

	test('a body that is too large to be printed is not printed for another generation either', async () => {
		const { headers, body } = deliveryOf('browserUse', `{"type":"x","payload":{"a":"${'x'.repeat(256_000)}"}}`);
		const { 'x-browser-use-signature': signature, ...rest } = headers;
		expect(await causeOf('browserUse', { request: { headers: { ...rest, 'x-webhook-signature': signature }, rawBody: body } })).toMatchObject({ reason: 'signature_mismatch' });
	});
});

test('what costs much is printed in fewer ways, or in none', () => {
	const many = (text: string) => [...reprint(text)].length;
	const list = (entries: number) => `{"b":1.0,"a":[${Array.from({ length: entries }, () => '"é/"').join()}]}`;
	expect(many(list(2))).toBeGreaterThan(30);
	expect(many(list(60_000))).toBeGreaterThan(3);
	expect(many(list(60_000))).toBeLessThan(15);
	expect(many(`[${'1,'.repeat(400_000)}1]`)).toBe(0);
	expect(many(JSON.stringify(`[${'1,'.repeat(400_000)}1]`))).toBe(1);
});

describe('the wrong time', () => {
	test.each([
		[400, true, undefined],
		[3600, true, 1],
		[-2 * 3600, true, -2],
		[5 * 3600 + 42, true, 5],
		[5 * 3600 + 61, true, undefined],
		[15 * 3600, true, undefined],
		[3600, false, 1],
	])('a delivery of %i s ago, genuine: %s, in another zone: %s', async (age, genuine, hours) => {
		const sent = delivery('browserUse', { now: NOW - age * 1000, secret: genuine ? CURRENT : PREVIOUS });
		expect(await causeOf('browserUse', { request: request(sent) })).toEqual({ reason: 'timestamp_outside_window', ageSeconds: age, limitSeconds: 300, genuine, hours });
	});

	test('in the body', async () => {
		const sent = delivery('smartBrowse', { now: NOW + 2 * 3_600_000 });
		expect(await causeOf('smartBrowse', { request: request(sent), settings: { maximumAge: 300 } })).toMatchObject({ reason: 'body_outside_window', hours: -2 });
	});
});

describe('a body that is cut off', () => {
	const { headers, body } = delivery('skyvern');
	const half = body.subarray(0, 100);

	test.each<readonly [string, unknown, Record<string, string>, object]>([
		['half of it', half, { 'content-length': String(body.length) }, { reason: 'body_truncated', announced: body.length, received: 100 }],
		['all of it', Buffer.alloc(0), { 'content-length': String(body.length) }, { reason: 'body_truncated', received: 0 }],
		['none of it', half, { 'content-length': '100' }, { reason: 'signature_mismatch' }],
		['compressed', half, { 'content-length': '400', 'content-encoding': 'gzip' }, { reason: 'signature_mismatch' }],
		['a length that is no number', half, { 'content-length': '1e9' }, { reason: 'signature_mismatch' }],
	])('%s', async (_name, rawBody, changed, cause) => {
		expect(await causeOf('skyvern', { request: { headers: { ...headers, ...changed }, rawBody } })).toMatchObject(cause);
	});
});

describe('what nothing explains', () => {
	test.each(ids)('%s: another secret altogether', async (id) => {
		const cause = await causeOf(id, { request: request(delivery(id, { secret: PREVIOUS })) });
		expect(cause).toMatchObject(id === 'smartBrowse' ? { reason: 'shared_header_mismatch' } : { reason: 'signature_mismatch', searched: true });
	});

	test('a value was changed', async () => {
		const sent = deliveryOf('skyvern', DOCUMENT);
		expect(await causeOf('skyvern', { request: request(sent, {}, Buffer.from(DOCUMENT.replace('1299.0', '1.0'))) })).toMatchObject({ reason: 'signature_mismatch' });
	});

	test.each([
		['nested without end', `${'['.repeat(1e5)}${']'.repeat(1e5)}`],
		['deep and wide, so that indenting it would fill the memory', `${'['.repeat(99)}${'1,'.repeat(400_000)}1${']'.repeat(99)}`],
		['one long text', `"${'\\n'.repeat(400_000)}"`],
		['not JSON', '{'],
	])('%s', async (_name, body) => {
		const sent = deliveryOf('skyvern', body, { secret: PREVIOUS });
		expect(await causeOf('skyvern', { request: request(sent) })).toMatchObject({ reason: 'signature_mismatch', searched: true });
	});

	test('a body of more than a megabyte is not searched, whatever was done to it', async () => {
		const body = JSON.stringify({ run_id: 'tsk_1', output: 'x'.repeat(1_000_000) });
		const sent = deliveryOf('skyvern', body);
		expect(await causeOf('skyvern', { request: request(sent, {}, Buffer.from(`${body}\n`)) })).toEqual({ reason: 'signature_mismatch', header: 'x-skyvern-signature', whichSecret: providers.skyvern.credential.whichSecret });
	});

	test('a body that is too large to be verified is not looked at any more', async () => {
		const cause = await causeOf('browserUse', { request: request(deliveryOf('browserUse', `{"x":"${'x'.repeat(256_000)}"}`), {}), credential: credentialWith('browserUse', `"${CURRENT}"`) });
		expect(cause).toEqual({ reason: 'body_too_large', received: 256_008, limit: 256_000 });
	});

	test('a refusal that has its reason already, and a credential without a secret', () => {
		const sent = request(delivery('skyvern'));
		expect(diagnose(providers.skyvern, sent, { reason: 'content_type_not_json' }, {})).toEqual({ reason: 'content_type_not_json' });
		const mismatch: Refusal = { reason: 'signature_mismatch', header: 'x-skyvern-signature', whichSecret: '' };
		expect(diagnose(providers.skyvern, sent, mismatch, {})).toBe(mismatch);
	});
});
