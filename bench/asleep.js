// @ts-check
const { readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { addRunner } = require('../test/e2e/runner');
const { startSkyvernApi } = require('../test/standIns/skyvernApi');
const { TRIGGERS } = require('../scripts/demo/triggers');
const { table } = require('../scripts/demo/table');
const { database, startN8n } = require('../scripts/n8n');
const { pack } = require('../scripts/prepare');

const STREAMS = 8;
/** What n8n's start or the starts of the runs have left behind is collected meanwhile. */
const SETTLE_MS = 20_000;
const WATCH_SECONDS = 20;
const PATIENCE_MS = 150_000;

/** The memory that a process holds, in MB. Linux alone tells. @param {number} pid */
const residentOf = (pid) => Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024);

/** The seconds of CPU that a process has used: 100 clock ticks each. @param {number} pid */
function cpuOf(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The bytes of n8n's database, with what SQLite has yet to put into it. @param {string} folder */
const bytesOf = (folder) => ['', '-wal'].reduce((sum, end) => sum + (statSync(path.join(folder, '.n8n', `database.sqlite${end}`), { throwIfNoEntry: false })?.size ?? 0), 0);

/**
 * One n8n in which so many runs are waited for, and what that costs while nothing happens.
 * @param {string} tarball @param {number} runs @param {'delivery' | 'asking'} waitBy
 */
async function measure(tarball, runs, waitBy) {
	const api = await startSkyvernApi({ apiKey: TRIGGERS.skyvern.secret });
	const n8n = await startN8n({ env: { N8N_EXPRESSION_ENGINE: 'legacy' } });
	try {
		await n8n.client.setupOwner();
		await n8n.client.installPackage(tarball);
		const runner = await addRunner(n8n, {
			type: 'skyvern',
			credential: { baseUrl: api.baseUrl },
			parameters: { kind: 'task', prompt: 'Find mugs', waitBy, runTimeLimit: 0 },
		});
		await delay(SETTLE_MS);
		const [memory, bytes] = [residentOf(n8n.pid), bytesOf(n8n.folder)];
		let left = runs;
		const stream = async () => {
			while (left > 0) {
				left -= 1;
				await runner.start();
			}
		};
		await Promise.all(Array.from({ length: STREAMS }, stream));
		const status = waitBy === 'delivery' ? 'waiting' : 'running';
		const counted = async () => (await database(n8n.folder).executionCounts({ workflowId: runner.workflowId }))[status] ?? 0;
		for (const deadline = Date.now() + PATIENCE_MS; ((await counted()) < runs || api.runs.size < runs) && Date.now() < deadline; ) await delay(500);
		await delay(SETTLE_MS);
		const [cpu, asked] = [cpuOf(n8n.pid), api.requests.length];
		await delay(WATCH_SECONDS * 1000);
		return [
			waitBy === 'delivery' ? 'asleep' : 'asking',
			String(await counted()),
			`${memory}, then ${residentOf(n8n.pid)} MB`,
			`${(((cpuOf(n8n.pid) - cpu) / WATCH_SECONDS) * 100).toFixed(0)} %`,
			String(Math.round((api.requests.length - asked) / WATCH_SECONDS)),
			`${((bytesOf(n8n.folder) - bytes) / 1_000_000).toFixed(1)} MB more`,
		];
	} finally {
		await n8n.kill();
		await n8n.stop();
		await api.stop();
	}
}

/**
 * What it costs n8n that so many runs are waited for at once, asleep and asking.
 * @param {number} runs
 */
async function asleepTable(runs) {
	if (!Number.isInteger(runs) || runs < 1) throw new Error('--asleep takes how many runs are waited for at once, for example --asleep=1000');
	const tarball = pack();
	const rows = [['Waiting', 'Executions', 'Memory', 'CPU', 'Requests/s', 'Database']];
	for (const waitBy of /** @type {const} */ (['delivery', 'asking'])) rows.push(await measure(tarball, runs, waitBy));
	return table(rows);
}

module.exports = { asleepTable };
