const path = require('node:path');

// A zone that is not UTC, so that no test passes only where the machine's clock is.
process.env.TZ = 'America/New_York';

const typescript = {
	'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false }],
};

/** The end-to-end tests bring up a real n8n and take their time, one file after the other; see scripts/test.js. */
module.exports = {
	cacheDirectory: path.join(__dirname, '.cache', 'jest'),
	projects: [
		{
			displayName: 'unit',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: ['/node_modules/', '/test/e2e/'],
			modulePathIgnorePatterns: ['<rootDir>/.cache/'],
			setupFiles: ['<rootDir>/test/host/setUp.js'],
			transform: typescript,
		},
		{
			displayName: 'e2e',
			testMatch: ['<rootDir>/test/e2e/*.test.ts'],
			modulePathIgnorePatterns: ['<rootDir>/.cache/'],
			transform: typescript,
		},
	],
};
