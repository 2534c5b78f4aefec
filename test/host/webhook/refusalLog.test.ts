import { RefusalLog } from '../../../nodes/host/webhook/refusalLog';

const NOW = 1000;

/** A log that has kept one of four refusals quiet. */
function flooded(): RefusalLog {
	const log = new RefusalLog();
	expect([1, 2, 3, 4].map(() => log.admit('node/reason', NOW))).toEqual([{ suppressed: 0 }, { suppressed: 0 }, { suppressed: 0 }, undefined]);
	return log;
}

test.each([
	['the same within the minute', 'node/reason', NOW + 59_999, undefined],
	['the same a minute later', 'node/reason', NOW + 60_000, { suppressed: 1 }],
	['another reason', 'node/other', NOW, { suppressed: 0 }],
	['another node', 'other/reason', NOW, { suppressed: 0 }],
])('%s', (_name, key, now, admitted) => {
	expect(flooded().admit(key, now)).toEqual(admitted);
});

test('is bounded: beyond 10,000 nodes and reasons it begins anew', () => {
	const log = flooded();
	for (let k = 1; k < 10_000; k += 1) log.admit(`node-${k}`, NOW);
	expect(log.admit('node/reason', NOW)).toBeUndefined();
	log.admit('node-10000', NOW);
	expect(log.admit('node/reason', NOW)).toEqual({ suppressed: 0 });
});
