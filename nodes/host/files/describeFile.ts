import type { IBinaryData, IDataObject } from 'n8n-workflow';

/** The name without folders, with the extension of the address when it has none of its own. */
export function nameOf(name: string, { pathname }: URL): string {
	const last = name.split(/[\\/]/).pop() ?? name;
	// These are folders too.
	const base = ['', '.', '..'].includes(last) ? 'file' : last;
	const extension = /\.[a-z0-9]{1,5}$/i.exec(pathname);
	return base.includes('.') || extension === null ? base : `${base}${extension[0]}`;
}

/** As the answer names it, without its parameters; '' when it does not. */
export function mimeTypeOf(headers: IDataObject): string {
	const header = headers['content-type'];
	return typeof header === 'string' ? header.split(';')[0].trim().toLowerCase() : '';
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
