// @ts-check
const { deflateSync, gzipSync } = require('node:zlib');

module.exports = { deflateSync, gzipSync };
