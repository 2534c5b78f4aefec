import { detailOf, hasEnded, itemOf, merge, pauseBeforeLook } from '../../nodes/delivery/runs';
import { skyvernNode } from '../../nodes/Skyvern/skyvernRuns';
import { CURRENT, delivery, NOW, judged } from './deliveries';

test('the item of a run that was asked for is that of its delivery, but for how it is known', async () => {
	const { headers, body } = delivery('skyvern');
	const { verdict } = await judged('skyvern', { request: { headers, rawBody: body } });
	if (verdict.kind !== 'accepted') throw new Error(verdict.kind);
	const payload = JSON.parse(body.toString());
	const asked = itemOf(skyvernNode, skyvernNode.kinds.task.read(payload, payload.run_id)!, NOW);
	expect({ ...asked, delivery: undefined }).toEqual({ ...verdict.item, delivery: undefined });
	expect(asked.delivery).toMatchObject({ id: verdict.item.delivery.id, verified: 'api', source: 'api' });
	expect(JSON.stringify(asked)).not.toContain(CURRENT);
});

test('the first looks come soon, and none later than 15 s after the one before', () => {
	const pauses = Array.from({ length: 200 }, (_, look) => pauseBeforeLook(look));
	expect(pauses.slice(0, 4)).toEqual([1000, 1500, 2250, 3375]);
	expect(pauses.every((pause, look) => pause >= (pauses[look - 1] ?? 0))).toBe(true);
	expect(pauses.at(-1)).toBe(15_000);
});

test.each([
	['inProgress', false],
	['unknown', false],
	['succeeded', true],
	['failed', true],
	['stopped', true],
] as const)('%s has ended: %s', (outcome, expected) => {
	expect(hasEnded({ outcome })).toBe(expected);
});

test('Additional Fields never change what has a field of its own', () => {
	expect(merge({ prompt: 'a' }, { prompt: 'b', model: 'c' })).toEqual({ prompt: 'a', model: 'c' });
});

test.each([
	['a text', 'Not here', 'Not here'],
	['FastAPI, a text', { detail: 'Not here' }, 'Not here'],
	['FastAPI, a list, without what was sent', { detail: [{ loc: ['body', 'url'], msg: 'Not a URL', input: 'secret' }, { loc: ['body', 'a', 0], msg: 'Too long' }] }, 'url: Not a URL; a.0: Too long'],
	['a message', { message: 'No credits' }, 'No credits'],
	['an error', { error: { message: 'No credits', code: 7 } }, 'No credits'],
	['detail before message', { detail: 'a', message: 'b' }, 'a'],
	['a long one', { detail: 'x'.repeat(400) }, `${'x'.repeat(300)}…`],
	['nothing', {}, undefined],
	['null', null, undefined],
	['an empty text', '', undefined],
	['a number', 7, undefined],
	['an empty list', { detail: [] }, undefined],
	['other members alone', { secret: 'secret' }, undefined],
])('what an API says of its refusal: %s', (_name, body, expected) => {
	expect(detailOf(body as never)).toBe(expected);
});
