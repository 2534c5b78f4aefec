// @ts-check
'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const { installHost } = require('./install');

/** Runs in the host's Node, which has SQLite built in. */
const QUERY = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, sql, parameters] = process.argv.slice(1);
	const database = new DatabaseSync(file, { readOnly: true });
	database.exec('PRAGMA busy_timeout = 5000');
	console.log(JSON.stringify(database.prepare(sql).all(...JSON.parse(parameters))));
`;

/** For what a test has to make happen in the database while n8n uses it. */
const CHANGE = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, sql] = process.argv.slice(1);
	const database = new DatabaseSync(file);
	database.exec('PRAGMA busy_timeout = 60000');
	database.exec(sql);
`;

/**
 * @param {string} folder the instance's
 * @param {string} sql
 */
async function changeDatabase(folder, sql) {
	const { node } = await installHost();
	await promisify(execFile)(node, ['--no-warnings', '-e', CHANGE, path.join(folder, '.n8n', 'database.sqlite'), sql]);
}

/**
 * Reads an instance's SQLite file directly, so that a test need not believe what n8n says about it.
 *
 * @param {string} folder the instance's, running or not
 */
function database(folder) {
	/**
	 * @param {string} sql a query; the file is opened read-only
	 * @param {readonly (string | number)[]} [parameters]
	 * @returns {Promise<any[]>}
	 */
	const rows = async (sql, parameters = []) => {
		const { node } = await installHost();
		const file = path.join(folder, '.n8n', 'database.sqlite');
		const { stdout } = await promisify(execFile)(
			node,
			['--no-warnings', '-e', QUERY, file, sql, JSON.stringify(parameters)],
			{ maxBuffer: 256 * 1024 * 1024 },
		);
		return JSON.parse(stdout);
	};

	return {
		rows,

		/**
		 * @param {{ workflowId?: string }} [filter]
		 * @returns {Promise<Record<string, number>>} rows of execution_entity by status, for example { success: 2, error: 1 }
		 */
		executionCounts: async ({ workflowId } = {}) => {
			const counted = await rows(
				`SELECT status, count(*) AS executions FROM execution_entity
				${workflowId === undefined ? '' : 'WHERE workflowId = ?'} GROUP BY status`,
				workflowId === undefined ? [] : [workflowId],
			);
			return Object.fromEntries(counted.map(({ status, executions }) => [status, executions]));
		},
	};
}

module.exports = { changeDatabase, database };
