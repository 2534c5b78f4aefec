import type { IExecuteFunctions } from 'n8n-workflow';

import { isAddress, isPublicAddress } from './publicAddress';

/** More than any name of a host takes, and few enough to be turned into ASCII: that takes the square of its length. */
const LONGEST_HOST = 1000;

/** Undefined for what is no address. `base`: where a redirect comes from. */
export function parseAddress(text: string, base?: URL): URL | undefined {
	// As a parser finds it: it leaves out tabs, line breaks and what stands in front, and is content with any number of slashes.
	const host = /^[^a-z/\\]*(?:[a-z][a-z\d+.-]*:[/\\]*|[/\\]{2,})([^/\\?#]*)/i.exec(text.replace(/[\t\n\r]/g, ''))?.[1] ?? '';
	if (host.length > LONGEST_HOST) return undefined;
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** Names that never lead to the public internet: RFC 6761, RFC 6762 and ICANN's reservation of .internal. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan)\.?$/;

/** A body may name any address, and n8n stands inside somebody's network: only what anybody could reach is asked for. */
export async function isAllowed(url: URL, ownOrigin: string, context: IExecuteFunctions): Promise<boolean> {
	// The origin of a blob: address is that of the page that made it.
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
	if (url.origin === ownOrigin) return true;
	if (url.protocol === 'http:') return false;
	if (isAddress(url.hostname)) return isPublicAddress(url.hostname);
	if (PRIVATE_NAME.test(url.hostname)) return false;
	return await resolvesPublicly(url, context);
}

/**
 * n8n's own egress rules, whether or not the instance enforces them for everything (n8n 2.36 and later). A name
 * may lead elsewhere a moment later: that is what the connection itself is checked for. Rejects when the name does not resolve.
 */
async function resolvesPublicly(url: URL, { helpers }: IExecuteFunctions): Promise<boolean> {
	if (typeof helpers.getSecureEgressFilter !== 'function') return true;
	return (await helpers.getSecureEgressFilter('enforced').validateUrl(url)).ok;
}

/**
 * Where the answer comes from; `unknown` when its connection was closed before it could be checked. Nothing has reached
 * a private address by then: to be sent a request at all, it would have had to show a valid certificate for the name.
 */
export function originOf(socket: unknown): 'public' | 'private' | 'unknown' {
	if (typeof socket !== 'object' || socket === null) return 'unknown';
	// Node's TLS in a tunnel: the connection is to the proxy that the host was told to use, which connects further.
	if ('_parent' in socket && typeof socket._parent === 'object' && socket._parent !== null) return 'public';
	if (!('remoteAddress' in socket) || typeof socket.remoteAddress !== 'string') return 'unknown';
	return isPublicAddress(socket.remoteAddress) ? 'public' : 'private';
}
