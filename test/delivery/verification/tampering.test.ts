import fc from 'fast-check';

import { delivery, deliveryOf, everything, generations, judged, NOW, request } from '../deliveries';

type Delivery = ReturnType<typeof delivery>;

function flipped(bytes: Buffer, bit: number): Buffer {
	const changed = Buffer.from(bytes);
	changed[bit >> 3] ^= 1 << (bit & 7);
	return changed;
}

/** Each delivery that differs from a genuine one in one bit of a header. */
function* withHeaderChanged({ headers, body }: Delivery, name: string) {
	const value = Buffer.from(headers[name], 'latin1');
	for (let bit = 0; bit < 8 * value.length; bit++) yield request({ headers, body }, { [name]: flipped(value, bit).toString('latin1') });
}

function* withBodyChanged({ headers, body }: Delivery) {
	for (let bit = 0; bit < 8 * body.length; bit++) yield { headers, rawBody: flipped(body, bit) };
}

// SmartBrowse signs nothing: its header proves who sends and not what, so a changed body cannot be told.
const signed = generations.filter(([provider]) => provider !== 'smartBrowse');

describe.each(signed)('%s, generation %s', (provider, generation) => {
	const genuine = delivery(provider, { generation });
	const covered = Object.keys(genuine.headers).filter((name) => /signature$|^x-browser-use-timestamp$/.test(name));
	// The raw bytes are signed, so not even white space may change.
	const isRaw = provider === 'skyvern' || provider === 'firecrawl' || generation === 'C';

	test.each(covered)('every bit of %s counts', async (name) => {
		for (const changed of withHeaderChanged(genuine, name)) {
			expect((await judged(provider, { request: changed })).verdict.kind).toBe('refused');
		}
	});

	// The canonical form covers what a document says and not how it is written: a tab may become a line
	// break, \u00e9 may become \u00E9, and of two equal keys only the last one says anything.
	test.each([
		['a sample', genuine],
		['spread with tabs', deliveryOf(provider, JSON.stringify(JSON.parse(genuine.body.toString()), null, '\t'), { generation })],
		['escapes and equal keys', deliveryOf(provider, '{"task_id":"a","task_id":"t\\u00e9\\u00fc","run_id":"r","id":"i","type":"crawl.completed","status":"finished","timestamp":"2026-01-31T12:00:00Z"}', { generation })],
	])('every bit of the body counts, or says the same: %s', async (_name, original) => {
		let saysTheSame = 0;
		const payload: unknown = JSON.parse(original.body.toString());
		for (const changed of withBodyChanged(original)) {
			const { verdict } = await judged(provider, { request: changed });
			if (verdict.kind === 'refused') continue;
			saysTheSame += 1;
			expect(verdict).toMatchObject({ kind: 'accepted', item: { payload } });
		}
		if (isRaw) expect(saysTheSame).toBe(0);
	});
});

test('random documents: a changed bit is refused or says the same', async () => {
	const word = fc.stringMatching(/^[a-z]{1,6}$/);
	const value = fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.integer(), fc.constant(null));
	const document = fc.dictionary(word, fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.dictionary(word, value, { maxKeys: 3 })), { minKeys: 1, maxKeys: 5 });
	const spacing = fc.constantFrom('', '\t', ' ');
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...signed), document, spacing, fc.nat(), async ([provider, generation], payload, space, at) => {
			const body = { ...payload, timestamp: new Date(NOW).toISOString(), run_id: 'r', id: 'i', type: 'crawl.completed', status: 'completed' };
			const original = deliveryOf(provider, JSON.stringify(body, null, space), { generation });
			const asked = { settings: everything };
			expect((await judged(provider, { request: request(original), ...asked })).verdict.kind).toBe('accepted');
			const changed = flipped(original.body, at % (8 * original.body.length));
			const { verdict } = await judged(provider, { request: request(original, {}, changed), ...asked });
			if (verdict.kind === 'refused') return;
			expect(verdict).toMatchObject({ kind: 'accepted', item: { payload: JSON.parse(original.body.toString()) } });
		}),
		{ numRuns: 2000 },
	);
});

test('random requests never throw and are never accepted', async () => {
	const anyHeader = fc.oneof(fc.string(), fc.stringMatching(/^(sha256=)?[0-9a-f]{64}$/), fc.array(fc.string()), fc.constant(undefined), fc.constant(String(NOW / 1000)));
	const names = ['authorization', 'x-browser-use-signature', 'x-browser-use-timestamp', 'x-webhook-signature', 'x-skyvern-signature', 'x-firecrawl-signature'];
	const headers = fc.record(Object.fromEntries(names.map((name) => [name, anyHeader])), { requiredKeys: [] });
	const bytes = fc.oneof(fc.uint8Array(), fc.json().map((text) => Buffer.from(text))).map((some) => Buffer.from(some));
	const settings = fc.record({ maximumAge: fc.constantFrom(0, 300, undefined), events: fc.array(fc.string()), statuses: fc.array(fc.string()) });
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...generations), headers, fc.oneof(bytes, fc.anything()), settings, fc.boolean(), async ([provider], random, rawBody, asked, explain) => {
			const call = { request: { headers: { 'content-type': 'application/json', ...random }, rawBody }, settings: asked, explain };
			expect((await judged(provider, call)).verdict.kind).toBe('refused');
		}),
		{ numRuns: 3000 },
	);
});
