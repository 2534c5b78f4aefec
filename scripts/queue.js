// @ts-check
const { say, build, pack } = require('./prepare');

const USAGE = `Runs a real n8n in queue mode (a main, two webhook processors, two workers, PostgreSQL, Redis) and counts what becomes
of each delivery. 5,000 are sent twice, through both processors at once, and each worker runs 10 executions at once, unless you say
how many.

  npm run test:queue -- --deliveries 500 --concurrency 30
`;

/** @param {number} deliveries @param {number} concurrency of a worker */
async function main(deliveries, concurrency) {
	say('Building and packing the package …');
	build();
	const tarball = process.env.PACKAGE_TARBALL ?? pack();
	// Loaded late: a fresh clone has nothing to run them with before build() has installed it.
	const { startCluster } = require('./queue/cluster');
	const { asleep } = require('./queue/asleep');
	const { otherProcess, retries, twins } = require('./queue/duplicates');
	const { broken, eachKind, idle, REDIS_AWAY_MS } = require('./queue/scenarios');
	const { table } = require('./demo/table');
	await require('./n8n').installHost({ log: say });

	const cluster = await startCluster(tarball, concurrency, say);
	const { redis, workers, processors } = cluster;
	const giveUp = async () => await cluster.stop().finally(() => process.exit(1));
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, giveUp);
	let passed = 0;
	let failed = 0;
	/** @param {string} title @param {Promise<import('./queue/promises').Outcome>} scenario */
	const play = async (title, scenario) => {
		const { checks, figures = {} } = await scenario;
		say(`\n${title}`);
		if (Object.keys(figures).length > 0) {
			say(table([['measured', ''], ...Object.entries(figures).map(([name, value]) => [name, String(value)])]));
		}
		for (const { name, holds } of checks) say(`  ${holds ? '✓' : '✗'} ${name}`);
		passed += checks.filter(({ holds }) => holds).length;
		failed += checks.filter(({ holds }) => !holds).length;
	};
	try {
		await play('Each kind of delivery', eachKind(cluster));
		await play('A delivery through another process, and after a restart', otherProcess(cluster));
		await play('A delivery now and then', idle(cluster));
		await play('Each event to both processors at once', twins(cluster, deliveries));
		await play('Each event again, to the other processor, later', retries(cluster, Math.min(deliveries, 500)));
		await play('A worker killed while runs sleep', asleep(cluster, { skyvern: 50, firecrawl: 25 }));
		await play('A worker killed', broken(cluster, 'worker', async () => await workers[0].kill()));
		await play('A webhook processor killed', broken(cluster, 'processor', async () => await processors[0].kill()));
		const { breakFor } = redis;
		if (breakFor === undefined) say('\nRedis is not broken: it is one that you named.');
		else await play(`Redis away for ${REDIS_AWAY_MS / 1000} s`, broken(cluster, 'redis', async () => await breakFor(REDIS_AWAY_MS)));
	} finally {
		await cluster.stop();
	}
	say(`\n${passed} passed, ${failed} failed`);
	process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {string} name @param {number} usual */
function option(name, usual) {
	const flag = process.argv.indexOf(name);
	return flag === -1 ? usual : Number(process.argv[flag + 1]);
}

const deliveries = option('--deliveries', 5000);
const concurrency = option('--concurrency', 10);
if (![deliveries, concurrency].every((number) => Number.isInteger(number) && number > 0)) {
	process.stderr.write(USAGE);
	process.exitCode = 2;
} else {
	main(deliveries, concurrency).catch((error) => {
		process.stderr.write(`\n${error.message}\n`);
		process.exitCode = 1;
	});
}
