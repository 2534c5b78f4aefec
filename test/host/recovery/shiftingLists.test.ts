import fc from 'fast-check';

import { activate, api, ended, LOOKING, MINUTE, NOW, ON } from './recoveringTrigger';

const CALLS = /tasks\?|v1.runs\?/;

/** So many missed runs; the oldest ended half an hour ago. */
function miss(count: number) {
	for (let index = 0; index < count; index += 1) api.add(ended(`tsk_${index}`, 5 + index / 10));
}

let begun = 0;

/** Runs that begin now, and end when they are no longer looked for in this look. */
function begin(count: number) {
	for (let index = 0; index < count; index += 1) {
		begun += 1;
		api.add({ id: `tsk_later_${begun}`, createdAt: NOW + begun, finishedAt: NOW + MINUTE });
	}
}

/** Deletes runs from the list as the API shows it, newest first. */
function removeAt(index: number, count: number) {
	const newestFirst = [...api.runs].sort((a, b) => b.createdAt - a.createdAt);
	for (const run of newestFirst.slice(index, index + count)) api.runs.splice(api.runs.indexOf(run), 1);
}

const left = () => api.runs.map(({ id }) => id).filter((id) => !id.startsWith('tsk_later'));

describe.each(['browserUse', 'skyvern'] as const)('%s, between the first and the second page', (provider) => {
	test.each([
		['a run is deleted', () => removeAt(3, 1), 149],
		['thirty runs are deleted', () => removeAt(0, 30), 120],
		['a hundred runs begin', () => begin(100), 150],
	])('%s: all the others are recovered', async (_name, change, expected) => {
		miss(150);
		let calls = 0;
		api.changeBeforeList(() => {
			calls += 1;
			if (calls === 2) change();
		});
		const trigger = await activate({ provider });
		expect(left()).toHaveLength(expected);
		expect(left().filter((id) => !trigger.runs().includes(id))).toEqual([]);
		expect(new Set(trigger.runs()).size).toBe(trigger.runs().length);
		expect([...trigger.process.looks.values()][0]).toMatchObject({ lookedAt: NOW });
		expect(trigger.logged.join()).not.toContain('not completed');
	});
});

test('a list that grows faster than it can be read does not count as read, and is read once it is calm', async () => {
	miss(150);
	api.changeBeforeList(() => begin(100));
	const trigger = await activate();
	expect(trigger.logged.join()).toContain('changes too fast');
	expect([...trigger.process.looks.values()]).toMatchObject([LOOKING]);
	expect(api.requests.filter((request) => CALLS.test(request)).length).toBeLessThanOrEqual(100);
	api.changeBeforeList(() => undefined);
	api.runs.splice(0, api.runs.length, ...api.runs.filter(({ id }) => !id.startsWith('tsk_later')));
	await trigger.tick(15);
	expect(new Set(trigger.runs()).size).toBe(150);
	expect(trigger.runs()).toHaveLength(150);
});

test('a list that breaks off behind more runs than one look may start keeps the mark where it is', async () => {
	miss(300);
	let calls = 0;
	api.changeBeforeList(() => {
		calls += 1;
		// The three attempts at the fourth page.
		if (calls === 3) api.faults.push({ status: 500 }, { status: 500 }, { status: 500 });
	});
	const trigger = await activate();
	expect(trigger.runs()).toHaveLength(200);
	expect([...trigger.process.looks.values()]).toMatchObject([LOOKING]);
	await trigger.tick(15);
	await trigger.tick(15);
	expect(new Set(trigger.runs()).size).toBe(300);
});

/** Then the list is calm: one that goes on growing has more runs in the end than a look can read. */
const CALLS_BETWEEN = 40;

interface Change {
	readonly at: number;
	readonly deleted: number;
	readonly begun: number;
}

const changes = fc.array(
	fc.record({ at: fc.nat(250), deleted: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(120)), begun: fc.oneof(fc.constant(0), fc.nat(10), fc.nat(130)) }),
	{ minLength: 1, maxLength: 6 },
);

test('whatever begins and vanishes between any two calls, each run that stays is recovered once, and the mark never passes one', async () => {
	const property = async (length: number, between: readonly Change[]) => {
		api.runs.length = 0;
		api.requests.length = 0;
		begun = 0;
		miss(length);
		let calls = 0;
		api.changeBeforeList(() => {
			const change = calls === 0 || calls > CALLS_BETWEEN ? undefined : between[(calls - 1) % between.length];
			calls += 1;
			if (change === undefined) return;
			removeAt(change.at, change.deleted);
			begin(change.begun);
		});
		const trigger = await activate({ provider: 'browserUse', options: { ...ON, taskIds: Array.from({ length }, (_, index) => `tsk_${index}`) } });
		const isRead = [...trigger.process.looks.values()][0].lookedAt === NOW;
		const missing = () => left().filter((id) => !trigger.runs().includes(id));
		if (isRead) expect(missing()).toEqual([]);
		expect(api.requests.filter((request) => CALLS.test(request)).length).toBeLessThanOrEqual(100);
		api.changeBeforeList(() => undefined);
		// So many that one look may emit, and so many that began meanwhile, do not fit into one look.
		for (let look = 0; look < 3; look += 1) await trigger.tick(15);
		expect(missing()).toEqual([]);
		expect(new Set(trigger.runs()).size).toBe(trigger.runs().length);
		await trigger.response.closeFunction?.();
	};
	await fc.assert(fc.asyncProperty(fc.nat(250), changes, property), { numRuns: 25 });
}, 120_000);
