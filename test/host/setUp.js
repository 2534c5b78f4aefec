// @ts-check
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

// n8n-core writes its settings when it is loaded; they must not end up in the user's own n8n folder.
const folder = mkdtempSync(path.join(tmpdir(), 'n8n-core-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'test';
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
