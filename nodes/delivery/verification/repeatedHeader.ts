/** The most first, so that one is left of four. */
const COPIES = [4, 3, 2];

/**
 * What a header says that came several times with the same value, which a proxy or Node has joined with commas: RFC 9110,
 * 5.3. A value that only looks like a list, and a list of different members, come back as they are.
 */
export function sayOnce(value: string): string {
	const members = value.split(',');
	const trimmed = members.map((member) => member.trim());
	for (const copies of COPIES) {
		const length = members.length / copies;
		if (Number.isInteger(length) && trimmed.every((member, index) => member === trimmed[index % length])) {
			return members.slice(0, length).join(',').trim();
		}
	}
	return value;
}
