// @ts-check
const { spawn, spawnSync } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { mkdtempSync, rmSync } = require('node:fs');
const { createRequire } = require('node:module');
const { connect } = require('node:net');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const { freePort, installHost } = require('../n8n');

const POSTGRES = {
	host: process.env.QUEUE_TEST_POSTGRES_HOST ?? '127.0.0.1',
	port: Number(process.env.QUEUE_TEST_POSTGRES_PORT ?? 5432),
	user: process.env.QUEUE_TEST_POSTGRES_USER ?? process.env.USER ?? 'postgres',
	password: process.env.QUEUE_TEST_POSTGRES_PASSWORD ?? '',
};
const MISSING_POSTGRES = `No PostgreSQL lets ${POSTGRES.user} create a database at ${POSTGRES.host}:${POSTGRES.port}. Start one, for example with
  docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=test postgres:16
and name it: QUEUE_TEST_POSTGRES_HOST, QUEUE_TEST_POSTGRES_PORT, QUEUE_TEST_POSTGRES_USER=postgres, QUEUE_TEST_POSTGRES_PASSWORD=test`;
const MISSING_REDIS = `redis-server is not installed. Install it (sudo apt-get install redis-server, brew install redis), or name a Redis that
runs: QUEUE_TEST_REDIS_HOST, QUEUE_TEST_REDIS_PORT, QUEUE_TEST_REDIS_PASSWORD (its connection is then not broken by the test).`;

/** A database of its own, with n8n's own driver. */
async function createDatabase() {
	const { folder } = await installHost();
	const { Client } = createRequire(path.join(folder, 'node_modules', 'n8n', 'package.json'))('pg');
	const name = `browser_agents_queue_${randomBytes(4).toString('hex')}`;
	const open = async (/** @type {string} */ database) => {
		const client = new Client({ ...POSTGRES, database, connectionTimeoutMillis: 5000 });
		client.on('error', () => {});
		await client.connect();
		return client;
	};
	const administrate = async (/** @type {string} */ sql) => {
		const client = await open('postgres');
		await client.query(sql).finally(() => client.end());
	};
	await administrate(`CREATE DATABASE ${name}`).catch((error) => {
		throw new Error(`${MISSING_POSTGRES}\n(${error.message})`);
	});
	const client = await open(name);
	return {
		/** @param {string} sql @param {unknown[]} [values] @returns {Promise<any[]>} */
		rows: async (sql, values) => (await client.query(sql, values)).rows,
		drop: async () => {
			await client.end().catch(() => {});
			await administrate(`DROP DATABASE ${name} WITH (FORCE)`);
		},
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: POSTGRES.host,
			DB_POSTGRESDB_PORT: String(POSTGRES.port),
			DB_POSTGRESDB_USER: POSTGRES.user,
			DB_POSTGRESDB_PASSWORD: POSTGRES.password,
			DB_POSTGRESDB_DATABASE: name,
		},
	};
}

/** A Redis of its own, which may be broken; or one that the user names, with a prefix of its own, which may not. */
async function startRedis() {
	const prefix = `browser-agents-queue-${randomBytes(4).toString('hex')}`;
	const named = process.env.QUEUE_TEST_REDIS_HOST ?? process.env.QUEUE_TEST_REDIS_PORT;
	const host = process.env.QUEUE_TEST_REDIS_HOST ?? '127.0.0.1';
	const password = process.env.QUEUE_TEST_REDIS_PASSWORD ?? '';
	if (named !== undefined) {
		const port = Number(process.env.QUEUE_TEST_REDIS_PORT ?? 6379);
		const remove = `EVAL "for _,k in ipairs(redis.call('keys',ARGV[1])) do redis.call('del',k) end" 0 ${prefix}*`;
		const ask = async (/** @type {string} */ command) => await askRedis(host, port, password === '' ? command : `AUTH ${password}\r\n${command}`);
		await ask('PING').catch((error) => {
			throw new Error(`No Redis answers at ${host}:${port} (${error.message}).`);
		});
		return { env: redisEnv(host, port, password, prefix), breakFor: undefined, stop: async () => void (await ask(remove)) };
	}
	if (spawnSync('redis-server', ['--version']).status !== 0) throw new Error(MISSING_REDIS);
	const folder = mkdtempSync(path.join(tmpdir(), 'queue-redis-'));
	const port = await freePort();
	const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--dir', folder];
	const launch = () => spawn('redis-server', options, { stdio: 'ignore' });
	let server = launch();
	process.once('exit', () => server.kill('SIGKILL'));
	const kill = async () => {
		const ended = new Promise((resolve) => server.once('exit', resolve));
		if (server.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) await ended;
	};
	for (let tries = 0; !(await askRedis('127.0.0.1', port, 'PING').then(() => true, () => false)); tries += 1) {
		if (tries > 50) throw new Error('redis-server does not answer.');
		await delay(100);
	}
	return {
		env: redisEnv('127.0.0.1', port, '', prefix),
		/** Kills the server and starts it again over what it has written. @type {undefined | ((ms: number) => Promise<void>)} */
		breakFor: async (ms) => {
			await kill();
			await delay(ms);
			server = launch();
		},
		stop: async () => {
			await kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** @param {string} host @param {number} port @param {string} password @param {string} prefix */
function redisEnv(host, port, password, prefix) {
	return {
		QUEUE_BULL_REDIS_HOST: host,
		QUEUE_BULL_REDIS_PORT: String(port),
		QUEUE_BULL_PREFIX: `${prefix}-bull`,
		N8N_REDIS_KEY_PREFIX: prefix,
		...(password === '' ? {} : { QUEUE_BULL_REDIS_PASSWORD: password }),
	};
}

/** @param {string} host @param {number} port @param {string} command inline, as Redis takes it @returns {Promise<void>} */
function askRedis(host, port, command) {
	return new Promise((resolve, reject) => {
		const socket = connect(port, host, () => socket.write(`${command}\r\n`));
		socket.setTimeout(3000, () => socket.destroy(new Error('no answer')));
		socket.once('error', reject);
		socket.once('data', (answer) => {
			socket.destroy();
			if (answer.toString().startsWith('-')) reject(new Error(answer.toString().trim()));
			else resolve();
		});
	});
}

module.exports = { createDatabase, startRedis };
