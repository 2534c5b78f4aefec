const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 9110, 5.6.7: the form of today, that of RFC 850, and that of C's asctime(), which names no zone. */
const FORMS = [
	/^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
	/^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
	/^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/**
 * The moment that an HTTP date names, in milliseconds since 1970; undefined for anything else. All its forms are in UTC, also
 * the one without a zone, which Date.parse would read in the machine's.
 */
export function parseHttpDate(text: string, now: number): number | undefined {
	const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
	if (parts === undefined) return undefined;
	const month = MONTHS.indexOf(parts.month);
	const day = Number(parts.day);
	const [hour, minute, second] = parts.time.split(':').map(Number);
	const time = Date.UTC(fullYear(parts.year, now), month, day, hour, minute, second);
	const date = new Date(time - second * 1000);
	// A leap second is the first of the next minute.
	const exists = month !== -1 && date.getUTCMonth() === month && date.getUTCDate() === day && minute < 60 && second <= 60;
	return exists ? time : undefined;
}

/** Two digits that seem to lie more than fifty years ahead mean the past. */
function fullYear(digits: string, now: number): number {
	if (digits.length === 4) return Number(digits);
	const thisYear = new Date(now).getUTCFullYear();
	const year = thisYear - (thisYear % 100) + Number(digits);
	return year > thisYear + 50 ? year - 100 : year;
}
