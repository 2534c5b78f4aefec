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
 * @param {readonly string[]} examples that stand beside its package.json, with its node types
 * @returns {string}
 */
function readmeOf(text, { name, page }, examples) {
	const install = [
		`In n8n: **Settings > Community nodes > Install**, \`${name}\`.`,
		`It holds the nodes of one service of [n8n-nodes-browser-agents](${REPOSITORY}#readme). Install this package or that one,`,
		`[never both](${COMPATIBILITY}#one-package-for-each-service). You have that one? [Change your workflows over](${COMPATIBILITY}#change-to-the-package-of-one-service).`,
		`MIT licence. [Changes](${REPOSITORY}/blob/main/CHANGELOG.md), [security](${REPOSITORY}/blob/main/SECURITY.md).`,
	].join('\n');
	const [title, ...rest] = text.split('\n');
	const target = (/** @type {string} */ file) => (examples.some((example) => file === `examples/${example}`) ? `packages/${name}/${file}` : file);
	return withAbsoluteLinks([title, '', install, ...rest].join('\n'), page, target);
}

/**
 * @param {string} text
 * @param {string} page where the text stands; what its links are relative to
 * @param {(file: string) => string} targetOf which file of the repository takes the place of another
 */
function withAbsoluteLinks(text, page, targetOf) {
	const absolute = (/** @type {string} */ link) => {
		if (/^(?:[a-z]+:|#)/.test(link)) return link;
		const target = targetOf(path.posix.join(path.posix.dirname(page), link));
		return /\.(?:png|svg)$/.test(target) ? `${PICTURES}/${target}` : `${REPOSITORY}/blob/main/${target}`;
	};
	return text
		.replace(/(\]\()([^)\s]+)(\))/g, (_all, before, link, after) => before + absolute(link) + after)
		.replace(/(\b(?:href|src|srcset)=")([^"]+)(")/g, (_all, before, link, after) => before + absolute(link) + after);
}

module.exports = { readmeOf };
