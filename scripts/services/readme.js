// @ts-check
const path = require('node:path');

const REPOSITORY = 'https://github.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents';
const COMPATIBILITY = `${REPOSITORY}/blob/main/docs/compatibility.md`;
/** What shows a picture as such, not as a page around it. */
const PICTURES = 'https://raw.githubusercontent.com/n8n-nodes-browser-agents/n8n-nodes-browser-agents/main';

/**
 * A page of docs/ as the README of a package of its own: how to install it, and links that lead somewhere from npm.
 *
 * @param {string} text the page
 * @param {import('./services').Service} service
 * @returns {string}
 */
function readmeOf(text, { name, page }) {
	const install = [
		`In n8n: **Settings > Community nodes > Install**, \`${name}\`.`,
		`It holds the nodes of one service of [n8n-nodes-browser-agents](${REPOSITORY}#readme). Install this package or that one,`,
		`[never both](${COMPATIBILITY}#one-package-for-each-service). You have that one? [Change your workflows over](${COMPATIBILITY}#change-to-the-package-of-one-service).`,
		`The example workflows are made with that one too: in their text, replace`,
		`\`n8n-nodes-browser-agents.\` by \`${name}.\` before you import or paste it. MIT licence. [Changes](${REPOSITORY}/blob/main/CHANGELOG.md), [security](${REPOSITORY}/blob/main/SECURITY.md).`,
	].join('\n');
	const [title, ...rest] = text.split('\n');
	return withAbsoluteLinks([title, '', install, ...rest].join('\n'), page);
}

/**
 * @param {string} text
 * @param {string} page where the text stands; what its links are relative to
 */
function withAbsoluteLinks(text, page) {
	return text
		.replace(/(\]\()([^)\s]+)(\))/g, (_all, before, link, after) => before + absolute(link, page) + after)
		.replace(/(\b(?:href|src|srcset)=")([^"]+)(")/g, (_all, before, link, after) => before + absolute(link, page) + after);
}

/** @param {string} link @param {string} page */
function absolute(link, page) {
	if (/^(?:[a-z]+:|#)/.test(link)) return link;
	const target = path.posix.join(path.posix.dirname(page), link);
	return /\.(?:png|svg)$/.test(target) ? `${PICTURES}/${target}` : `${REPOSITORY}/blob/main/${target}`;
}

module.exports = { readmeOf };
