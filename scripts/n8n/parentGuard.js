// @ts-check
'use strict';

// Loaded into n8n with --require. File descriptor 3 is a pipe from the process that started n8n; it closes when that
// process ends, however it ends. n8n leads a process group of its own, so everything it started goes with it.

const net = require('node:net');

const PARENT_PIPE = 3;

if (process.env.STARTED_BY_PID === String(process.ppid)) {
	const pipe = new net.Socket({ fd: PARENT_PIPE, readable: true, writable: false });
	pipe.once('close', () => process.kill(-process.pid, 'SIGKILL'));
	pipe.once('error', () => {});
	pipe.resume();
	pipe.unref();
}
