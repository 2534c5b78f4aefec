import type { Json } from '../json';

const SECONDS = /^\d{10}$/;
const MILLISECONDS = /^\d{13}$/;
const ISO_8601 =
	/^([1-9]\d{3})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * The moment that a timestamp header names, in milliseconds since 1970: Unix seconds, Unix
 * milliseconds or ISO 8601. Undefined for anything that only begins like one of them.
 */
export function parseHeaderTime(text: string): number | undefined {
	if (SECONDS.test(text)) return Number(text) * 1000;
	if (MILLISECONDS.test(text)) return Number(text);
	return parseIsoTime(text);
}

/**
 * The first moment that one of these members of a body names, in milliseconds since 1970; undefined when none does.
 * A provider that turns from text to numbers must not lose the age of its deliveries.
 */
export function firstTime(...members: ReadonlyArray<Json | undefined>): number | undefined {
	for (const member of members) {
		const time = typeof member === 'number' || typeof member === 'string' ? parseHeaderTime(String(member).replace(/^(\d+)\.\d+$/, '$1')) : undefined;
		if (time !== undefined) return time;
	}
	return undefined;
}

/**
 * ISO 8601 in milliseconds since 1970; a time without a zone is UTC, because providers write
 * UTC without saying so. Undefined for what is not a date of the calendar.
 */
export function parseIsoTime(text: string): number | undefined {
	const match = ISO_8601.exec(text);
	if (match === null) return undefined;
	const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
	const fraction = Number(`0.${match[7] ?? 0}`);
	const time = Date.UTC(year, month - 1, day, hour, minute, second);
	const date = new Date(time);
	const exists =
		date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
	return exists ? time + Math.floor(fraction * 1000) - zoneOffset(match[8]) : undefined;
}

function zoneOffset(zone: string | undefined): number {
	if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
	const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.length > 3 ? zone.slice(-2) : 0);
	return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Whole seconds from `time` to `now`, both in milliseconds: negative when `time` is in the future. */
export function ageInSeconds(time: number, now: number): number {
	return Math.floor(now / 1000) - Math.floor(time / 1000);
}

export interface AgeSettings {
	/** Seconds; undefined = the scheme's own default, 0 = no limit. */
	readonly maximumAge?: number;
	/** Seconds that claims reach back: beyond, a replay looks new. Undefined while duplicates are let through on purpose. */
	readonly claimReach?: number;
}

/** The age in seconds that a delivery may have, 0 = any. */
export function ageLimit({ maximumAge, claimReach }: AgeSettings, defaultSeconds: number): number {
	const limit = maximumAge ?? defaultSeconds;
	if (claimReach === undefined) return limit;
	return limit === 0 ? claimReach : Math.min(limit, claimReach);
}

/** A window has two sides, both inclusive: a clock may run ahead of ours as well as behind. 0 = no limit. */
export function isWithin(ageSeconds: number, limitSeconds: number): boolean {
	return limitSeconds === 0 || Math.abs(ageSeconds) <= limitSeconds;
}

const HOUR = 3600;
/** In seconds: how far two clocks of the same zone usually are apart, and how long a delivery is under way. */
const UNDER_WAY = 60;
/** In hours: the farthest zone from UTC. */
const FARTHEST_ZONE = 14;

/** The whole number of hours that a clock in another time zone would explain; undefined when it would not. */
export function otherZone(ageSeconds: number): number | undefined {
	const hours = Math.round(ageSeconds / HOUR);
	const isZone = hours !== 0 && Math.abs(hours) <= FARTHEST_ZONE && Math.abs(ageSeconds - hours * HOUR) <= UNDER_WAY;
	return isZone ? hours : undefined;
}
