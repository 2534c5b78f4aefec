// @ts-check
'use strict';

const { changeDatabase, database } = require('./database');
const { installHost } = require('./install');
const { startN8n } = require('./launch');
const { unpackPackage } = require('./nodesPackage');
const { decodeFlatted } = require('./flatted');
const { freePort } = require('./ports');
const { request } = require('./request');
const { RestError } = require('./rest');
const { CURRENT, RELEASES } = require('./versions');
const { ActivationError } = require('./workflows');

module.exports = {
	ActivationError, changeDatabase, CURRENT, database, decodeFlatted, freePort, installHost, RELEASES, request, RestError, startN8n, unpackPackage,
};
