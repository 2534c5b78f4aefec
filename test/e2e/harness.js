// @ts-check
const { exec } = require('node:child_process');

const { changeDatabase, database, startN8n, request } = require('../../scripts/n8n');
const { addTrigger, exampleWorkflow, PROVIDERS, TRIGGERS } = require('../../scripts/demo/triggers');
const deliveries = require('../../scripts/deliveries');
const { ROOT, pack } = require('../../scripts/prepare');

/** @typedef {Awaited<ReturnType<typeof addTrigger>>} Trigger */
/** @typedef {import('../../scripts/demo/triggers').ProviderId} ProviderId */

/**
 * A fresh n8n with the packed package installed as a user installs it.
 * @param {Record<string, string>} [env]
 */
async function bringUp(env = {}) {
	const n8n = await startN8n({ env });
	try {
		await n8n.client.setupOwner();
		await n8n.client.installPackage(process.env.PACKAGE_TARBALL ?? pack());
		return Object.assign(n8n, {
			database: () => database(n8n.folder),
			secrets: PROVIDERS.map((provider) => TRIGGERS[provider].secret),
			idle: async (/** @type {string} */ workflowId) => await idle(n8n, workflowId),
			runIdsBehind: async (/** @type {string} */ workflowId, /** @type {string} */ node) => await runIdsBehind(n8n, workflowId, node),
		});
	} catch (error) {
		await n8n.stop();
		throw error;
	}
}

/**
 * What all tests of a file share, started in this order: an n8n, stand-ins of providers. A stand-in forgets before each test; behind
 * the last one all are stopped, in the opposite order.
 * @param {...(() => Promise<{ stop: () => Promise<unknown>, reset?: () => void }>)} starts
 */
function forAllTests(...starts) {
	/** @type {Awaited<ReturnType<starts[number]>>[]} */
	const started = [];
	beforeAll(async () => {
		for (const start of starts) started.push(await start());
	});
	beforeEach(() => {
		for (const each of started) each.reset?.();
	});
	afterAll(async () => {
		for (const each of started.reverse()) await each.stop();
	});
}

/**
 * A sample delivery, signed now with the demo's secret.
 * @param {import('../../scripts/demo/triggers').ProviderId} provider
 * @param {Partial<import('../../scripts/deliveries/signer').Order>} [changes]
 */
function signed(provider, changes = {}) {
	const { sign, usual } = deliveries[provider];
	return sign({
		...usual(changes.status),
		secret: TRIGGERS[provider].secret,
		now: Date.now(),
		...changes,
	});
}

/**
 * Posts a delivery; the answer's body parsed where it is JSON.
 * @param {string} url
 * @param {import('../../scripts/deliveries/signer').Delivery} delivery
 * @param {number} [timeoutMs] after which a provider would hang up
 * @returns {Promise<{ status: number, headers: Record<string, unknown>, body: any }>}
 */
async function deliver(url, { headers, body }, timeoutMs = 60_000) {
	const answer = await request(url, { method: 'POST', headers, body, timeoutMs });
	let parsed;
	try {
		parsed = JSON.parse(answer.body);
	} catch {
		parsed = answer.body;
	}
	return { status: answer.status, headers: /** @type {any} */ (answer.headers), body: parsed };
}

/** Waits until no execution of the workflow is running or about to. @param {any} n8n @param {string} workflowId */
async function idle(n8n, workflowId) {
	for (let quiet = 0, tries = 0; quiet < 3 && tries < 300; tries += 1) {
		const counts = await database(n8n.folder).executionCounts({ workflowId });
		quiet = counts.running || counts.new ? 0 : quiet + 1;
		await pause(300);
	}
}

/** The run ids that a node has handled, sorted, one for each time it ran. @param {any} n8n @param {string} workflowId @param {string} node */
async function runIdsBehind(n8n, workflowId, node) {
	/** @type {string[]} */
	const runIds = [];
	for (const { id } of await n8n.client.executions({ workflowId })) {
		for (const { text } of await n8n.client.outputOf(id, node)) runIds.push(/Run (\S+)/.exec(text)?.[1] ?? text);
	}
	return runIds.sort();
}

/** Makes n8n's database refuse new executions; the function it returns makes it accept them again. @param {any} n8n */
const refuseWrites = async (n8n) => await hinderWrites(n8n, "RAISE(ABORT, 'refused')");

/** The same, but it takes them after some seconds of counting. @param {any} n8n */
const slowWrites = async (n8n) =>
	await hinderWrites(n8n, '(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000000) SELECT count(*) FROM c)');

/** @param {any} n8n @param {string} hindrance what the database evaluates before each new execution */
async function hinderWrites(n8n, hindrance) {
	const change = async (/** @type {string} */ sql) => await changeDatabase(n8n.folder, sql);
	await change(`CREATE TRIGGER hinder BEFORE INSERT ON execution_entity BEGIN SELECT ${hindrance}; END`);
	return async () => await change('DROP TRIGGER hinder');
}

/** The Skyvern example with a pause behind the trigger. @param {number} seconds */
function slowWorkflow(seconds) {
	const workflow = exampleWorkflow(TRIGGERS.skyvern.example);
	workflow.nodes.push({
		id: 'a0b1c2d3-0000-4000-8000-000000000001',
		name: 'Slow',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [110, 0],
		parameters: { jsCode: `await new Promise((done) => setTimeout(done, ${seconds * 1000}));\nreturn $input.all();` },
	});
	workflow.connections['Skyvern Trigger'].main[0] = [{ node: 'Slow', type: 'main', index: 0 }];
	workflow.connections.Slow = { main: [[{ node: 'Succeeded?', type: 'main', index: 0 }]] };
	return workflow;
}

/** What a command line of the documentation prints, run in the repository. @param {string} line @returns {Promise<{ output: string }>} */
function runShell(line) {
	return new Promise((resolve) => exec(line, { cwd: ROOT }, (_error, output) => resolve({ output })));
}

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { bringUp, forAllTests, signed, deliver, addTrigger, exampleWorkflow, idle, pause, refuseWrites, runShell, slowWorkflow, slowWrites, PROVIDERS, TRIGGERS };
