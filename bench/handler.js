// @ts-check
'use strict';

/**
 * The whole webhook() of the built nodes for an accepted delivery, against the least that any handler must do: one
 * HMAC-SHA256 over the signed bytes (SmartBrowse: one SHA-256 of the header, and its comparison) and one JSON.parse.
 *
 *   npm run bench -- --only=handler [--rounds=25]
 *
 * The floor gets the signed bytes ready made: what a trigger spends on arranging them counts against it.
 */

const { createHash, createHmac, timingSafeEqual } = require('node:crypto');
const { Trigger } = require('./context');
const { option } = require('./options');
const { formats, SECRET } = require('./sized');
const { duration, size: bytes, table, withSpread } = require('./table');
const { inTurns } = require('./turns');

const SIZES = [300, 1e3, 1e4, 1e5, 1e6];
const GOAL = 3;

/** @param {import('./sized').Sized} delivery @returns {() => unknown} */
function floorOf({ headers, body, signed }) {
	if (signed.length === 0) {
		const expected = createHash('sha256').update(SECRET).digest();
		return () => timingSafeEqual(createHash('sha256').update(headers.authorization).digest(), expected) && JSON.parse(body.toString());
	}
	const expected = createHmac('sha256', SECRET).update(signed).digest();
	return () => timingSafeEqual(createHmac('sha256', SECRET).update(signed).digest(), expected) && JSON.parse(body.toString());
}

async function main() {
	const rounds = Number(option('rounds', '25'));
	const rows = [['webhook(), accepted', 'body', 'floor', 'ours', 'ratio (half of the rounds)', `goal ≤ ${GOAL}`]];
	let deliveries = 0;
	for (const { label, NodeClass, credential, make } of formats) {
		const trigger = new Trigger(NodeClass, credential);
		for (const size of SIZES) {
			const delivery = make(size);
			const ours = async () => {
				if ((await trigger.receive(delivery.headers, delivery.body, `node-${deliveries++}`)) !== 'accepted') throw new Error(`${label} was not accepted`);
			};
			const { milliseconds, ratio } = await inTurns({ floor: floorOf(delivery), ours }, rounds);
			const times = ratio('ours', 'floor');
			rows.push([label, bytes(delivery.body.length), duration(milliseconds.floor.median), duration(milliseconds.ours.median), withSpread(times), times.median <= GOAL ? 'met' : 'missed']);
		}
	}
	console.log(table(rows));
}

void main();
