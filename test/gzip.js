// @ts-check
const { gzipSync } = require('node:zlib');

module.exports = { gzipSync };
