// @ts-check
const { getEventListeners } = require('node:events');

/** How many wait for it to abort. @param {AbortSignal} signal */
const abortListeners = (signal) => getEventListeners(signal, 'abort').length;

module.exports = { abortListeners };
