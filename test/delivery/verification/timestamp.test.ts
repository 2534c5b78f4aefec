import type { Json } from '../../../nodes/delivery/json';
import { ageInSeconds, firstTime, isWithin, otherZone, parseHeaderTime, parseIsoTime } from '../../../nodes/delivery/verification/timestamp';

const NOON = Date.UTC(2026, 0, 31, 12);

test.each([
	['seconds', '1769860800', NOON],
	['milliseconds', '1769860800123', NOON + 123],
	['ISO 8601', '2026-01-31T12:00:00Z', NOON],
	['a space instead of the T', '2026-01-31 12:00:00Z', NOON],
	['lower case', '2026-01-31t12:00:00z', NOON],
	['no zone: UTC', '2026-01-31T12:00:00', NOON],
	['no seconds', '2026-01-31T12:00Z', NOON],
	['milliseconds of a second', '2026-01-31T12:00:00.250Z', NOON + 250],
	['microseconds, cut', '2026-01-31T12:00:00.160725', NOON + 160],
	['nanoseconds, cut', '2026-01-31T12:00:00.999999999Z', NOON + 999],
	['one digit of a second', '2026-01-31T12:00:00.5Z', NOON + 500],
	['a comma', '2026-01-31T12:00:00,5Z', NOON + 500],
	['east', '2026-01-31T13:30:00+01:30', NOON],
	['west', '2026-01-31T04:00:00-0800', NOON],
	['a zone of whole hours', '2026-01-31T10:00:00-02', NOON],
	['a leap day', '2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
])('a header: %s', (_name, text, time) => {
	expect(parseHeaderTime(text)).toBe(time);
});

test.each([
	'', ' ', 'soon', '0', '176986080', '17698608000', '17698608001234', '1769860800.0', '1769860800 ', ' 1769860800', '+1769860800', '-1769860800',
	'1769860800abc', '0x697deec0', '1.7698608e9', '１７６９８６０８００', 'NaN', 'Infinity', '1769860800\n', '1769860800,1769860800',
	'2026-01-31', '2026-01-31T12:00:00Zjunk', '2026-1-31T12:00:00Z', '2026-02-30T12:00:00Z', '2026-13-01T12:00:00Z', '2026-00-10T12:00:00Z',
	'2026-01-31T24:00:00Z', '2026-01-31T12:60:00Z', '2026-01-31T12:00:60Z', '2025-02-29T12:00:00Z', '2026-01-31T12:00:00.Z', 'Sat, 31 Jan 2026 12:00:00 GMT',
])('%j is no time', (text) => {
	expect(parseHeaderTime(text)).toBeUndefined();
});

test('a bare number is no ISO 8601', () => {
	expect(parseIsoTime('1769860800')).toBeUndefined();
});

test.each<[name: string, members: Json[], time: number | undefined]>([
	['none', [null, ''], undefined],
	['the first', ['2026-01-31T12:00:00', '2020-01-01T00:00:00'], NOON],
	['the first that can be read', ['soon', {}, '2026-01-31T12:00:00'], NOON],
	['seconds as a number', [1769860800], NOON],
	['seconds with a fraction', [1769860800.75], NOON],
	['milliseconds as a number', [1769860800123], NOON + 123],
	['another number', [7], undefined],
])('a body: %s', (_name, members, time) => {
	expect(firstTime(...members)).toBe(time);
});

test.each([
	['the past', NOON, NOON + 5000, 5],
	['the future', NOON + 5000, NOON, -5],
	['whole seconds on both sides', NOON + 999, NOON + 1000, 1],
	['within one second', NOON, NOON + 999, 0],
])('age: %s', (_name, time, now, age) => {
	expect(ageInSeconds(time, now)).toBe(age);
});

test.each([
	[300, 300, true], [301, 300, false], [-300, 300, true], [-301, 300, false], [0, 300, true], [1e9, 0, true], [-1e9, 0, true],
])('%d s within %d s: %s', (age, limit, within) => {
	expect(isWithin(age, limit)).toBe(within);
});

test.each([
	[3600, 1], [-3600, -1], [7200 + 60, 2], [7200 - 60, 2], [7200 + 61, undefined], [7200 - 61, undefined], [0, undefined], [60, undefined],
	[14 * 3600, 14], [-14 * 3600, -14], [15 * 3600, undefined],
])('%d s are the hours of another zone: %s', (age, hours) => {
	expect(otherZone(age)).toBe(hours);
});
