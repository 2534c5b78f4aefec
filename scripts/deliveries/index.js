// @ts-check

/** Sample deliveries, signed the way each provider signs them: for `npm start`, `npm run deliver` and the tests. */
module.exports = {
	browserUse: require('./browserUse'),
	skyvern: require('./skyvern'),
	smartBrowse: require('./smartBrowse'),
	firecrawl: require('./firecrawl'),
};
