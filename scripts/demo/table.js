// @ts-check

/**
 * Columns as wide as their widest cell.
 * @param {string[][]} rows the first one is the heading
 */
function table(rows) {
	const widths = rows[0].map((_cell, column) => Math.max(...rows.map((row) => row[column].length)));
	const line = (/** @type {string[]} */ row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd();
	return [line(rows[0]), line(widths.map((width) => '─'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}

module.exports = { table };
