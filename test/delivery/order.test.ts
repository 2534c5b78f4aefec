import { deliveryId } from '../../nodes/delivery/identity';
import type { Json, JsonObject } from '../../nodes/delivery/json';
import { asObject } from '../../nodes/delivery/json';
import * as signers from '../../scripts/deliveries';
import { hmac } from '../../scripts/deliveries/signer';
import { recordedDeliveries } from '../fixtures';
import type { ProviderId } from './deliveries';
import { CURRENT, delivery, generations, ids, judged, NOW, providers, request } from './deliveries';

/** What a document is with its members in another order at every level: turned round, or shuffled as the seed says. */
function reordered(value: Json, seed: number): Json {
	if (Array.isArray(value)) return value.map((entry) => reordered(entry, seed));
	const object = asObject(value);
	if (object === undefined) return value;
	const members = Object.entries(object).map(([key, inner]) => [key, reordered(inner, seed)] as const);
	if (seed === 0) return Object.fromEntries(members.reverse());
	const place = (key: string) => [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) * seed) % 65_521, seed);
	return Object.fromEntries(members.sort(([a], [b]) => place(a) - place(b)));
}

const SEEDS = [0, 1, 2, 3, 5, 7, 11];

function bodyOf(bytes: Buffer): JsonObject | undefined {
	try {
		return asObject(JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')) as Json);
	} catch {
		return undefined;
	}
}

function idOf(provider: ProviderId, body: JsonObject): string | undefined {
	const event = providers[provider].read(body, NOW);
	return event === undefined ? undefined : deliveryId(provider, event, body);
}

const recorded = recordedDeliveries().filter(({ expect: expected }) => expected === 'accepted').map(({ provider, name, body }) => [provider, name, body] as const);
const samples = generations.flatMap(([provider, generation]) =>
	signers[provider].events.map((event) => [provider, `${generation} ${event}`, delivery(provider, { generation, event }).body] as const),
);

test.each([...recorded, ...samples])('%s, %s: whatever the order of its members, it is one event', (provider, _name, bytes) => {
	const body = bodyOf(bytes);
	if (body === undefined) throw new Error('not an object');
	const id = idOf(provider, body);
	for (const seed of SEEDS) expect(idOf(provider, reordered(body, seed) as JsonObject)).toBe(id);
});

test('every provider is among them', () => {
	expect(recorded.length).toBeGreaterThan(100);
	expect(new Set(recorded.map(([provider]) => provider))).toEqual(new Set(ids));
	expect(reordered({ a: 1, b: { c: 1, d: 2 } }, 0)).toEqual({ a: 1, b: { c: 1, d: 2 } });
	expect(JSON.stringify(reordered({ a: 1, b: { c: 1, d: 2 } }, 0))).toBe('{"b":{"d":2,"c":1},"a":1}');
});

/** Bodies whose canonical signature is one, so that whoever captured one of them can send the others. */
const STAMP = '2026-01-31T12:00:00Z';
const captured: ReadonlyArray<readonly [name: string, signed: string, sent: readonly string[]]> = [
	[
		'an event without a run',
		`{"payload":{"amount":5,"kind":"topup","status":"finished"},"timestamp":"${STAMP}","type":"billing.update"}`,
		[
			`{"type":"billing.update","timestamp":"${STAMP}","payload":{"status":"finished","kind":"topup","amount":5}}`,
			`{"payload":{"kind":"topup","amount":5,"status":"finished"},"type":"billing.update","timestamp":"${STAMP}"}`,
			`{\t"timestamp": "${STAMP}",\n"payload": {"amount": 5, "status": "finished", "kind": "topup"}, "type": "billing.update" }`,
			`{"type":"x","type":"billing.update","timestamp":"${STAMP}","payload":{"amount":4,"status":"finished","kind":"topup","amount":5}}`,
			`{"\\u0074ype":"billing.update","timestamp":"${STAMP}","payload":{"status":"finish\\u0065d","kind":"topup","amount":5}}`,
		],
	],
	['a number in other words', `{"payload":{"amount":100.0,"list":[0]},"timestamp":"${STAMP}","type":"x"}`, [`{"type":"x","timestamp":"${STAMP}","payload":{"list":[-0],"amount":1E2}}`]],
	['a member named __proto__', `{"payload":{"__proto__":{"a":2,"b":1}},"timestamp":"${STAMP}","type":"x"}`, [`{"type":"x","timestamp":"${STAMP}","payload":{"__proto__":{"b":1,"a":2}}}`]],
	['a ping', `{"payload":{"test":"ok"},"timestamp":"${STAMP}","type":"test"}`, [`{"type":"test","payload":{"test":"ok"},"timestamp":"${STAMP}"}`, `{"timestamp":"${STAMP}","type":"test","payload":{"test":"ok"}}`]],
];

test.each(captured)('%s: a captured delivery of Browser Use starts one execution, however it is spelled', async (_name, original, spellings) => {
	// Compact and sorted, each original is its canonical form.
	const headers = { ...delivery('browserUse').headers, 'x-browser-use-signature': hmac(CURRENT, `${NOW / 1000}.`, original) };
	const claimed = new Set<string>();
	const claim = (id: string) => !claimed.has(id) && claimed.add(id).size > 0;
	const kinds: string[] = [];
	for (const spelling of [original, ...spellings]) {
		const { verdict } = await judged('browserUse', { request: request({ headers, body: Buffer.from(spelling) }), claim, settings: { events: ['test', 'other', ...providers.browserUse.events] } });
		kinds.push(verdict.kind);
	}
	expect(kinds).toEqual(['accepted', ...spellings.map(() => 'duplicate')]);
});

test('what says something else is another event, also in the last place', () => {
	const body = { type: 'x', payload: { list: [1, 2], a: { b: null } } };
	const others: JsonObject[] = [{ ...body, payload: { list: [2, 1], a: { b: null } } }, { ...body, payload: { list: [1, 2], a: { b: 0 } } }, { ...body, payload: { list: [1, 2], a: {} } }, { ...body, payload: { list: [1, 2], a: { c: null } } }];
	for (const other of others) expect(idOf('browserUse', other)).not.toBe(idOf('browserUse', body));
});
