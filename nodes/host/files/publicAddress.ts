/** Prefixes that are not the public internet: IANA's special-purpose address registries, RFC 6890. */
const IPV4: ReadonlyArray<readonly [string, number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	// Azure's: the one metadata service whose address looks public.
	['168.63.129.16', 32],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 3],
];

/** Whether an address, as a socket or a URL presents it, is one of the public internet. False for what is none. */
export function isPublicAddress(address: string): boolean {
	const text = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
	const ipv4 = parseIpv4(text);
	if (ipv4 !== undefined) return isPublicIpv4(ipv4);
	const ipv6 = parseIpv6(text);
	return ipv6 !== undefined && isPublicIpv6(ipv6);
}

/** Whether a URL's host is an address and not a name. WHATWG URLs print every spelling of an IPv4 address in one way. */
export function isAddress(hostname: string): boolean {
	return hostname.startsWith('[') || parseIpv4(hostname) !== undefined;
}

/** Whether a URL's host is one of a network of one's own, such as a service that somebody hosts beside n8n. */
export function isPrivateHost(hostname: string): boolean {
	return isAddress(hostname) ? !isPublicAddress(hostname) : !hostname.includes('.') || /\.(?:local|internal|lan|localhost)$/.test(hostname);
}

function parseIpv4(text: string): number | undefined {
	if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
	const parts = text.split('.').map(Number);
	return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isPublicIpv4(address: number): boolean {
	return !IPV4.some(([network, prefix]) => {
		const size = 2 ** (32 - prefix);
		return Math.floor(address / size) === Math.floor((parseIpv4(network) ?? 0) / size);
	});
}

/** Eight groups of 16 bits. */
function parseIpv6(text: string): number[] | undefined {
	const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
	const ipv4 = dotted === null ? undefined : parseIpv4(dotted[2]);
	if (dotted !== null && ipv4 === undefined) return undefined;
	const hex = ipv4 === undefined ? text : `${dotted?.[1] ?? ''}${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`;
	const halves = hex.split('::');
	if (halves.length > 2) return undefined;
	const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
	const missing = 8 - head.length - (tail?.length ?? 0);
	if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
	const groups = [...head, ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'), ...(tail ?? [])];
	if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
	return groups.map((group) => Number.parseInt(group, 16));
}

/**
 * Of IPv6 only 2000::/3 is given to networks at all. Within it, what carries or translates to IPv4 (6to4, Teredo)
 * and documentation is left out; an IPv4 address in IPv6 clothes is judged as what it is.
 */
function isPublicIpv6(groups: readonly number[]): boolean {
	const [first, second] = groups;
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	if (isMapped) return isPublicIpv4(groups[6] * 65_536 + groups[7]);
	if (first < 0x2000 || first > 0x3fff) return false;
	// 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20 are for documents, 2002::/16 is 6to4.
	return !((first === 0x2001 && (second < 0x200 || second === 0xdb8)) || first === 0x2002 || (first === 0x3fff && second < 0x1000));
}
