// @ts-check
const { mkdirSync } = require('node:fs');
const path = require('node:path');

const fastCheck = require('fast-check');

// n8n-core writes its settings when it is loaded; they must not end up in the user's own n8n folder.
const folder = path.join(__dirname, '../../.cache/n8n-core', process.env.JEST_WORKER_ID ?? '1');
mkdirSync(folder, { recursive: true });
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'test';

// A run that fails must fail again. Another number explores other cases.
fastCheck.configureGlobal({ seed: 20261128 });
