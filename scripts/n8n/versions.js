// @ts-check
'use strict';

/**
 * @typedef {object} Release What differs between the versions of n8n that this package is tried on.
 * @property {string} version
 * @property {string} manifest the folder that holds package.json, lock file and .npmrc of its install
 * @property {number} oldestNode the oldest major version of Node that it starts on
 * @property {readonly string[]} disabledModules parts of n8n that no trigger needs; a name that it does not know is fatal
 * @property {Readonly<Record<string, string>>} environment settings that it needs besides those of all versions
 * @property {'publish' | 'activate' | 'update'} activation how a workflow is switched on: "publish" asks for it and goes on
 *   in the background, "activate" is done when it answers, "update" sets a field of the workflow
 * @property {boolean} wantsActive whether a new workflow has to say that it is not active
 * @property {string} notes for a person who reads the table of `npm run test:compat`
 */

/** @type {Release} */
const CURRENT = {
	version: '2.41.1',
	manifest: 'test/e2e/host',
	oldestNode: 24,
	disabledModules: ['mcp-registry', 'instance-ai', 'agents', 'chat-hub', 'insights'],
	environment: {},
	activation: 'publish',
	wantsActive: false,
	notes: 'the version of all other tests',
};

/** Newest first. @type {readonly Release[]} */
const RELEASES = [
	CURRENT,
	{
		version: '2.8.4',
		manifest: 'test/compat/2.8.4',
		oldestNode: 20,
		disabledModules: [],
		environment: {},
		activation: 'activate',
		wantsActive: false,
		notes: 'the last 2.x line for Node 20',
	},
	{
		version: '1.123.81',
		manifest: 'test/compat/1.123.81',
		oldestNode: 20,
		disabledModules: [],
		environment: { N8N_EXPRESSION_ENGINE: 'legacy' },
		activation: 'update',
		wantsActive: true,
		notes: 'the last 1.x line; on Node 20 with the legacy expression engine',
	},
];

module.exports = { CURRENT, RELEASES };
