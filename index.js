// n8n loads the files that package.json names under "n8n"; this is for people who look the classes up by name.
module.exports = {
	...require('./dist/nodes/BrowserUse/BrowserUse.node.js'),
	...require('./dist/nodes/BrowserUseTrigger/BrowserUseTrigger.node.js'),
	...require('./dist/nodes/Firecrawl/Firecrawl.node.js'),
	...require('./dist/nodes/FirecrawlTrigger/FirecrawlTrigger.node.js'),
	...require('./dist/nodes/Skyvern/Skyvern.node.js'),
	...require('./dist/nodes/SkyvernTrigger/SkyvernTrigger.node.js'),
	...require('./dist/nodes/SmartBrowse/SmartBrowse.node.js'),
	...require('./dist/nodes/SmartBrowseTrigger/SmartBrowseTrigger.node.js'),
};
