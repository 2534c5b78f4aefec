import { retryAfter } from '../../../nodes/host/api/retry';

const NOW = Date.parse('2026-01-01T00:00:00Z');

test('the machine that runs this is not in UTC, where a zone that was forgotten would not show', () => {
	expect(new Date(NOW).getTimezoneOffset()).toBe(300);
});

test.each([
	['seconds', '7', 7000],
	['no seconds', '0', 0],
	['seconds that came twice', '7, 7', 7000],
	['a date that came twice', 'Thu, 01 Jan 2026 00:00:09 GMT, Thu, 01 Jan 2026 00:00:09 GMT', 9000],
	['two different waits', '7, 8', undefined],
	['the form of today', 'Thu, 01 Jan 2026 00:00:09 GMT', 9000],
	['the form of RFC 850', 'Thursday, 01-Jan-26 00:00:09 GMT', 9000],
	['the form of asctime()', 'Thu Jan  1 00:00:02 2026', 2000],
	['the form of asctime(), a day of two digits', 'Sat Jan 10 00:00:00 2026', 9 * 86_400_000],
	['summer', 'Wed Jul  1 00:00:00 2026', 181 * 86_400_000],
	['a leap second', 'Thu, 01 Jan 2026 00:00:60 GMT', 60_000],
	['a leap second at the end of a year', 'Thu, 31 Dec 2026 23:59:60 GMT', Date.UTC(2027, 0, 1) - NOW],
	['the past', 'Sun, 06 Nov 1994 08:49:37 GMT', 0],
	['the past, in two digits', 'Sunday, 06-Nov-94 08:49:37 GMT', 0],
	['fifty years ahead, in two digits', 'Wednesday, 01-Jan-76 00:00:00 GMT', Date.UTC(2076, 0, 1) - NOW],
	['more than fifty years ahead, in two digits', 'Saturday, 01-Jan-77 00:00:00 GMT', 0],
	['a zone of its own', 'Thu, 01 Jan 2026 00:00:09 -0500', undefined],
	['no zone', 'Thu, 01 Jan 2026 00:00:09', undefined],
	['a zone behind asctime()', 'Thu Jan  1 00:00:02 2026 EST', undefined],
	['ISO 8601', '2026-01-01T00:00:09Z', undefined],
	['no such month', 'Thu, 01 Foo 2026 00:00:09 GMT', undefined],
	['no such day', 'Sun, 30 Feb 2026 00:00:09 GMT', undefined],
	['no such hour', 'Thu, 01 Jan 2026 24:00:00 GMT', undefined],
	['no such minute', 'Thu, 01 Jan 2026 00:60:00 GMT', undefined],
	['no such second', 'Thu, 01 Jan 2026 00:00:61 GMT', undefined],
	['a word', 'soon', undefined],
	['part of a second', '1.5', undefined],
	['nothing', '', undefined],
	['no text', 7, undefined],
])('Retry-After with %s', (_name, header, expected) => {
	expect(retryAfter(header, NOW)).toBe(expected);
});
