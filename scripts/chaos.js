// @ts-check
const { randomInt } = require('node:crypto');
const { setTimeout: delay } = require('node:timers/promises');

const { say, build, pack } = require('./prepare');

const USAGE = `Kills n8n at random moments under a stream of deliveries, and counts what became of each event.

  npm run test:chaos -- --rounds 100
`;

/** Deliveries under way at once; the provider's own pace does not matter, only that some are in every phase. */
const STREAMS = 4;
/** How long a stream runs before the kill, in milliseconds. */
const SHORTEST = 300;
const LONGEST = 4000;

/**
 * @typedef {{ runId: string, acknowledged: boolean, attempts: number, duplicates: number }} Event one event at the provider
 */

/**
 * A provider that sends distinct deliveries and tries each again until it is acknowledged.
 * @param {string} url
 * @param {string} secret
 */
function createProvider(url, secret) {
	const { sign } = require('./deliveries').skyvern;
	const { request } = require('./n8n/request');
	/** @type {Event[]} */
	const events = [];
	let sending = false;

	/** @param {Event} event */
	async function attempt(event) {
		const delivery = sign({ generation: 'code', event: 'task_run', status: 'completed', secret, now: Date.now(), runId: event.runId });
		event.attempts += 1;
		try {
			const { status, body } = await request(url, { method: 'POST', ...delivery, timeoutMs: 15_000 });
			event.acknowledged = status === 200;
			if (body.includes('duplicate')) event.duplicates += 1;
		} catch {
			// Not acknowledged: n8n is gone.
		}
	}

	return {
		events,
		/** Sends new events until stop() is called. */
		stream: async () => {
			sending = true;
			const one = async () => {
				while (sending) {
					const event = { runId: `tsk_${events.length}`, acknowledged: false, attempts: 0, duplicates: 0 };
					events.push(event);
					await attempt(event);
				}
			};
			await Promise.all(Array.from({ length: STREAMS }, one));
		},
		stop: () => {
			sending = false;
		},
		retry: async () => {
			for (let tries = 0; tries < 20; tries += 1) {
				for (const event of events.filter(({ acknowledged }) => !acknowledged)) await attempt(event);
				if (events.every(({ acknowledged }) => acknowledged)) return;
				await delay(250);
			}
		},
	};
}

/**
 * For each run id the executions that handed it on to the next node, and those that were stored but cut off.
 * @param {string} folder
 * @param {string} workflowId
 */
async function countExecutions(folder, workflowId) {
	const { database, decodeFlatted } = require('./n8n');
	const rows = await database(folder).rows(
		'SELECT e.id, e.status, d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id WHERE e.workflowId = ?',
		[workflowId],
	);
	/** @type {Map<string, { handedOn: number, cutOff: number }>} */
	const counts = new Map();
	for (const { status, data } of rows) {
		const runId = /"(tsk_\d+)"/.exec(data)?.[1];
		// A duplicate that only n8n's table knew: its first step handed nothing on, so nothing is stored of it.
		if (runId === undefined) continue;
		const count = counts.get(runId) ?? { handedOn: 0, cutOff: 0 };
		counts.set(runId, count);
		const [run] = decodeFlatted(data).resultData?.runData?.['Skyvern Trigger'] ?? [];
		if (status !== 'success') count.cutOff += 1;
		else if (run?.data?.main?.[0]?.length > 0) count.handedOn += 1;
	}
	return counts;
}

/** @param {number} rounds */
async function main(rounds) {
	say('Building and packing the package …');
	build();
	const tarball = pack();
	const { startN8n } = require('./n8n');
	const { TRIGGERS, addTrigger } = require('./demo/triggers');
	// The legacy engine takes more deliveries in the same time, so more of them are under way at the kill.
	const n8n = await startN8n({ log: say, env: { N8N_EXPRESSION_ENGINE: 'legacy' } });
	try {
		await n8n.client.setupOwner();
		await n8n.client.installPackage(tarball);
		const trigger = await addTrigger(n8n.client, 'skyvern');
		const provider = createProvider(`${n8n.baseUrl}/${trigger.path}`, TRIGGERS.skyvern.secret);
		for (let round = 1; round <= rounds; round += 1) {
			const streaming = provider.stream();
			await delay(randomInt(SHORTEST, LONGEST));
			await n8n.kill();
			provider.stop();
			await streaming;
			await n8n.restart();
			await provider.retry();
			say(`Round ${round} of ${rounds}: ${provider.events.length} events so far`);
		}
		await delay(3000);
		report(provider.events, await countExecutions(n8n.folder, trigger.workflowId));
	} finally {
		await n8n.stop();
	}
}

/** Only an execution that the kill cut off is there: n8n shows it, and the user can retry it. @param {{ handedOn: number, cutOff: number }} count */
function isLeft({ handedOn, cutOff }) {
	return handedOn === 0 && cutOff > 0;
}

/**
 * @param {Event[]} events
 * @param {Awaited<ReturnType<typeof countExecutions>>} counts
 */
function report(events, counts) {
	const of = (/** @type {Event} */ { runId }) => counts.get(runId) ?? { handedOn: 0, cutOff: 0 };
	const number = (/** @type {(event: Event) => boolean} */ test) => events.filter(test).length;
	const lost = number((event) => of(event).handedOn + of(event).cutOff === 0);
	const twice = number((event) => of(event).handedOn > 1);
	const unacknowledged = number(({ acknowledged }) => !acknowledged);
	say(`
  sent                                      ${events.length}
  sent again, because not acknowledged      ${number(({ attempts }) => attempts > 1)}
  never acknowledged                        ${unacknowledged}
  run once to the end                       ${number((event) => of(event).handedOn === 1)}
  run twice to the end                      ${twice}
  answered "duplicate"                      ${number(({ duplicates }) => duplicates > 0)}
  stored by n8n, cut off by the kill, and
    run by the provider's retry             ${number((event) => of(event).cutOff > 0 && of(event).handedOn === 1)}
    left in n8n's list, acknowledged before ${number((event) => isLeft(of(event)) && event.attempts === 1)}
    left in n8n's list, acknowledged by the
      retry, which n8n's table ended        ${number((event) => isLeft(of(event)) && event.attempts > 1)}
  lost without a trace                      ${lost}
`);
	const broken = [lost, twice, unacknowledged].filter((figure) => figure > 0).length;
	say(`${3 - broken} passed, ${broken} failed`);
	process.exitCode = broken === 0 && events.length > 0 ? 0 : 1;
}

const flag = process.argv.indexOf('--rounds');
const rounds = flag === -1 ? 100 : Number(process.argv[flag + 1]);
if (!Number.isInteger(rounds) || rounds < 1) {
	process.stderr.write(USAGE);
	process.exitCode = 2;
} else {
	main(rounds).catch((error) => {
		process.stderr.write(`\n${error.message}\n`);
		process.exitCode = 1;
	});
}
