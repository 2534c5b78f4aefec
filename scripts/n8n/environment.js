// @ts-check
'use strict';

const path = require('node:path');

/** What a child needs of the caller's environment; a user's own N8N_*, DB_* and NODE_OPTIONS stay out. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

/**
 * @param {object} options
 * @param {import('./versions').Release} options.release
 * @param {'start' | 'webhook' | 'worker'} options.command
 * @param {string} options.folder becomes N8N_USER_FOLDER
 * @param {number} options.port n8n's own, or a worker's health check
 * @param {number} options.brokerPort for n8n's task runners
 * @param {string} options.commands put first in PATH: the `node` and `npm` that n8n calls by name
 * @param {Readonly<Record<string, string>>} options.overrides the caller's settings, which win
 * @returns {Record<string, string>} the complete environment of an n8n process
 */
function n8nEnvironment({ release, command, folder, port, brokerPort, commands, overrides }) {
	const inherited = INHERITED.flatMap((name) => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value]];
	});
	const environment = {
		...Object.fromEntries(inherited),
		NODE_ENV: 'production',
		N8N_USER_FOLDER: folder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		...(command === 'worker' ? { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) } : {}),
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_SECURE_COOKIE: 'false',
		DB_TYPE: 'sqlite',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_AI_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_DISABLED_MODULES: release.disabledModules.join(','),
		NO_COLOR: '1',
		...release.environment,
		...overrides,
	};
	return { ...environment, PATH: [commands, environment.PATH].join(path.delimiter) };
}

module.exports = { n8nEnvironment };
