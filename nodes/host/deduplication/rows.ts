import { createHash } from 'crypto';

import type { NamedRow, Row } from './deduplicationTable';

/**
 * How many events of one node the node's own row remembers. Each takes one entry of 27 bytes, and a second one for its mark where several
 * processes share the row. A call reads and writes all of it: 27 kB at most, or 54 kB.
 */
export const REMEMBERED_EVENTS = 1000;
/** An event and its mark. */
const SHARED_ENTRIES = 2;

/**
 * An event is claimed in a row that its digest names, one of 65,536. The first insert of a row is atomic, because the name is part of the table's
 * primary key: of two processes that insert it at once, one fails and then finds the other's event. A row that another event holds cannot tell who
 * was first, so the next of three is asked too. At 4,000 rows held, one event in 4,000 finds none free.
 *
 * With its index a row takes 361 bytes (PostgreSQL), 535 with the most entries: 24 or 35 MB for a node, should all be there.
 */
const CLAIM_DIGITS = 4;
const CLAIM_ROWS = 3;
const CLAIM_EVENTS = 4;
/** The row's name; see `Taking.claim`. */
const CLAIM_NAME = 1;

/**
 * What was claimed is remembered on one of 256 shelves: 8,192 events. A shelf is read and written like any row, without a lock, so an entry can be lost;
 * the claim is kept until it is not (`rememberEvent`). Each write is small.
 */
const SHELF_DIGITS = 2;
const SHELF_EVENTS = 32;

/** The row that n8n has for the node. */
export function ownRow(isShared: boolean): Row {
	return { name: undefined, maxEntries: REMEMBERED_EVENTS * (isShared ? SHARED_ENTRIES : 1) };
}

/** The rows in which the event may be claimed, in the order in which all processes ask them. */
export function claimRows(event: string): NamedRow[] {
	const digest = digestOf(event);
	return Array.from({ length: CLAIM_ROWS }, (_row, k) => claimRow(`claim-${digest.slice(k * CLAIM_DIGITS, (k + 1) * CLAIM_DIGITS)}`));
}

export function claimRow(name: string): NamedRow {
	return { name, maxEntries: CLAIM_NAME + CLAIM_EVENTS * SHARED_ENTRIES };
}

export function shelf(event: string): NamedRow {
	return { name: `shelf-${digestOf(event).slice(-SHELF_DIGITS)}`, maxEntries: SHELF_EVENTS * SHARED_ENTRIES };
}

function digestOf(event: string): string {
	return createHash('sha256').update(event).digest('hex');
}
