import { sayOnce } from '../../../nodes/delivery/verification/repeatedHeader';

test.each([
	['a, a', 'a'],
	['a,a', 'a'],
	[' a , a,a ', 'a'],
	['a, a, a, a', 'a'],
	['a,b, a,b', 'a,b'],
	['', ''],
	['a', 'a'],
	[' a ', ' a '],
	['a, b', 'a, b'],
	['a, a, b', 'a, a, b'],
	['a, A', 'a, A'],
	['a, b, b, a', 'a, b, b, a'],
	['2026-01-31T15:20:42,160', '2026-01-31T15:20:42,160'],
])('%j says %j', (value, expected) => {
	expect(sayOnce(value)).toBe(expected);
});
