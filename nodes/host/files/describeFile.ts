import type { IBinaryData, IDataObject } from 'n8n-workflow';

import type { DeliveryFile } from '../../delivery/item';
import { sayOnce } from '../../delivery/verification/repeatedHeader';
import { headerText } from '../api/headerText';

/** A letter is among its characters: neither "No. 5" nor "v1.2" ends with one. */
const EXTENSION = /\.(?=\d*[a-z])[a-z\d]{1,10}$/i;

/** What nobody sees, or what turns the order of the letters behind it around. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * As the provider names the file, else as its server does; without folders. Where the name has no extension, it gets that of
 * the server's name or of the address.
 */
export function nameOf({ kind, name }: Pick<DeliveryFile, 'kind' | 'name'>, { pathname }: URL, headers: IDataObject): string {
	const given = withoutFolders(name);
	const offered = withoutFolders(nameIn(headers['content-disposition']));
	// The kind stands for a name where the provider has none.
	const isNamed = given !== '' && given.replace(/_\d+$/, '') !== kind;
	const chosen = [isNamed ? given : '', offered, given, 'file'].find((each) => each !== '') ?? 'file';
	if (EXTENSION.test(chosen)) return chosen;
	return `${chosen}${EXTENSION.exec(offered)?.[0] ?? EXTENSION.exec(pathname)?.[0] ?? ''}`;
}

function withoutFolders(name: string): string {
	const last = name.replace(UNSEEN, '').split(/[\\/]/).pop()?.trim() ?? '';
	// These are folders too.
	return last === '.' || last === '..' ? '' : last;
}

const PARAMETER = /(?:^|;)\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** The file name in a Content-Disposition: RFC 6266; '' when there is none. */
function nameIn(header: unknown): string {
	if (typeof header !== 'string') return '';
	const parameters = new Map([...headerText(header).matchAll(PARAMETER)].map(([, name, value]) => [name.toLowerCase(), unquoted(value.trim())]));
	return extended(parameters.get('filename*') ?? '') ?? parameters.get('filename') ?? '';
}

function unquoted(value: string): string {
	return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

/** The charset, a language and the percent-encoded bytes, parted by single quotes: RFC 8187. */
function extended(value: string): string | undefined {
	const encoded = /^[\w-]+'[^']*'(.+)$/.exec(value)?.[1];
	return encoded === undefined ? undefined : headerText(encoded.replace(/%([\da-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
}

/** As the answer names it, without its parameters; '' when it names none, or several. */
export function mimeTypeOf(headers: IDataObject): string {
	const header = headers['content-type'];
	const type = typeof header === 'string' ? sayOnce(header).split(';')[0].trim().toLowerCase() : '';
	return type.includes(',') ? '' : type;
}

/** Undefined when the answer's own type says nothing, so that n8n goes by the file's name. */
export function typeOf(mimeType: string): string | undefined {
	return mimeType === '' || isAnyBytes(mimeType) ? undefined : mimeType;
}

/** Where the name says nothing to n8n either, it guesses a text; but bytes announced as such are not one. */
export function withType(binary: IBinaryData, mimeType: string): IBinaryData {
	const isGuess = isAnyBytes(mimeType) && binary.mimeType === 'text/plain' && !TEXT.test(binary.fileName ?? '');
	return isGuess ? { ...binary, mimeType: 'application/octet-stream', fileType: undefined } : binary;
}

/** The names that stand for plain text. */
const TEXT = /\.(?:txt|text|conf|def|list|log|in|ini)$/i;

function isAnyBytes(mimeType: string): boolean {
	return mimeType.endsWith('/octet-stream');
}
