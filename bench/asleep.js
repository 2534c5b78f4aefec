// @ts-check
const { readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { addRunner } = require('../test/e2e/runner');
const { startSkyvernApi } = require('../test/standIns/skyvernApi');
const { TRIGGERS } = require('../scripts/demo/triggers');
const { table } = require('../scripts/demo/table');
const { database, startN8n } = require('../scripts/n8n');
const { pack, say } = require('../scripts/prepare');

const USAGE = 'node bench/asleep.js [runs]: what runs cost n8n that are waited for at once, asleep and asking; 1000 unless you say how many\n';
const STREAMS = 8;
const PATIENCE_MS = 150_000;

/** The memory that a process holds, in MB. Linux alone tells. @param {number} pid */
const residentOf = (pid) => Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024);

/** The seconds of CPU that a process has used: 100 clock ticks each. @param {number} pid */
function cpuOf(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

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
		const { credentialType, credential } = TRIGGERS.skyvern;
		const runner = await addRunner(n8n, {
			type: 'skyvern',
			name: 'Skyvern',
			credentialType,
			credential: { ...credential, baseUrl: api.baseUrl },
			parameters: { operation: 'runAndWait', kind: 'task', prompt: 'Find mugs', waitBy, runTimeLimit: 0 },
		});
		const before = residentOf(n8n.pid);
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
		// What the starts have left behind is collected meanwhile.
		await delay(20_000);
		const [cpu, asked] = [cpuOf(n8n.pid), api.requests.length];
		await delay(20_000);
		return [
			waitBy === 'delivery' ? 'asleep' : 'asking',
			String(await counted()),
			`${residentOf(n8n.pid) - before} MB`,
			`${(((cpuOf(n8n.pid) - cpu) / 20) * 100).toFixed(0)} %`,
			String(Math.round((api.requests.length - asked) / 20)),
			`${(statSync(path.join(n8n.folder, '.n8n', 'database.sqlite')).size / 1_000_000).toFixed(1)} MB`,
		];
	} finally {
		await n8n.kill();
		await n8n.stop();
		await api.stop();
	}
}

/** @param {number} runs */
async function main(runs) {
	const tarball = pack();
	const rows = [['Waiting', 'Executions', 'Memory more', 'CPU', 'Requests/s', 'Database']];
	for (const waitBy of /** @type {const} */ (['delivery', 'asking'])) rows.push(await measure(tarball, runs, waitBy));
	say(table(rows));
}

const runs = Number(process.argv[2] ?? 1000);
if (!Number.isInteger(runs) || runs < 1) {
	process.stderr.write(USAGE);
	process.exitCode = 2;
} else {
	main(runs).catch((error) => {
		process.stderr.write(`\n${error.message}\n`);
		process.exitCode = 1;
	});
}
