// @ts-check
'use strict';

const fs = require('node:fs');

const { isRunning } = require('./processes');

const POLL_MS = 500;
const POLLS_PER_HEARTBEAT = 20;

/**
 * Lets one process at a time do a piece of work that others would only repeat. A lock whose holder has died is taken
 * over. Two processes may, rarely, both believe to hold it: the work must be safe without the lock, only slower.
 *
 * @template T
 * @param {string} lockFile
 * @param {(line: string) => void} log told every ten seconds while there is somebody to wait for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(lockFile, log, work) {
	for (let waits = 0; !tryLock(lockFile); waits++) {
		const holder = holderOf(lockFile);
		if (!isRunning(holder)) {
			fs.rmSync(lockFile, { force: true });
			continue;
		}
		if (waits % POLLS_PER_HEARTBEAT === 0) log(`Process ${holder} is installing the same host, waiting for it`);
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
	try {
		return await work();
	} finally {
		fs.rmSync(lockFile, { force: true });
	}
}

/** @param {string} lockFile */
function tryLock(lockFile) {
	const own = `${lockFile}.${process.pid}`;
	fs.writeFileSync(own, String(process.pid));
	try {
		// A link appears with its content, so nobody reads a lock that does not name its holder yet.
		fs.linkSync(own, lockFile);
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
		throw error;
	} finally {
		fs.rmSync(own);
	}
}

/**
 * @param {string} lockFile
 * @returns {number} the holder's process id, NaN when the lock has just been released
 */
function holderOf(lockFile) {
	try {
		return Number(fs.readFileSync(lockFile, 'utf8'));
	} catch {
		return Number.NaN;
	}
}

module.exports = { withLock };
