import type { ByteChange } from '../diagnosis/byteChanges';
import type { Printing } from '../diagnosis/reprint';
import type { SecretSlip } from '../diagnosis/secretSlips';

/** What is wrong with a field of the credential, and how to put it right; both without a full stop. */
export const SLIPS: Readonly<Record<SecretSlip, { readonly is: string; readonly remedy: string }>> = {
	white_space_around: { is: 'has white space around it', remedy: 'Remove the spaces or line breaks before and behind the secret' },
	white_space_inside: { is: 'has white space in it', remedy: 'It was probably copied with a line break. Remove the spaces and line breaks from the secret' },
	quotes: { is: 'has quotes around it', remedy: 'It was probably copied out of a program or a configuration file. Remove the quotes' },
	bearer: { is: 'begins with the word Bearer, which was not sent or signed with', remedy: 'Remove the word and the space behind it from the credential' },
	bearer_missing: { is: 'lacks the word Bearer in front', remedy: 'The provider uses it as a part of the secret. Put the word and a space in front of the secret' },
	name_in_front: { is: 'has a name in front of the secret', remedy: 'It was probably copied with its line of a configuration file. Leave only what stands behind the = or :' },
	letter_case: { is: 'has its letters in the wrong case', remedy: 'It was probably typed, or changed by a keyboard. Copy it from the provider again' },
	line_end_missing: { is: 'lacks the line break that it was signed with', remedy: 'A relay probably reads its secret from a file, with the end of the line. Let it cut the line break off' },
	hex: { is: 'was used as bytes in hexadecimal', remedy: 'A relay or a test script decodes the secret before it signs. Let it sign with the text as it is' },
	base64: { is: 'was used as bytes in Base64', remedy: 'A relay or a test script decodes the secret before it signs. Let it sign with the text as it is' },
};

export const CHANGES: Readonly<Record<ByteChange, string>> = {
	line_end_added: 'a line break was added at its end',
	line_end_removed: 'the line break at its end was removed',
	lf_became_crlf: 'its line breaks became those of Windows (CRLF)',
	crlf_became_lf: 'its line breaks (CRLF) became those of Unix (LF)',
	byte_order_mark_added: 'a byte order mark was put in front',
	byte_order_mark_removed: 'the byte order mark in front was removed',
	utf8_became_latin1: 'its accents were turned from UTF-8 into Latin-1',
	utf8_encoded_twice: 'it was taken for Latin-1 and encoded in UTF-8 once more',
	latin1_became_utf8: 'its accents were turned from Latin-1 into UTF-8',
};

const LAYOUTS: Readonly<Record<Printing['layout'], string>> = {
	compact: 'without white space',
	spaced: 'on one line, with a space behind each comma and colon',
	'2': 'indented by 2 spaces',
	'4': 'indented by 4 spaces',
	tab: 'indented by tabs',
	kept: 'as it is',
};

const ESCAPES: Readonly<Record<Printing['escapes'], string>> = {
	kept: '',
	utf8: ', with accents as they are',
	ascii: ', with accents escaped',
	php: ', with accents and slashes escaped',
	go: ', with <, > and & escaped',
};

/** How the body looked before: "indented by 2 spaces, with its keys sorted". */
export function howPrinted({ layout, sorted, escapes, javaScript, python, floats, unsorted, twice }: Printing): string {
	const more = [
		sorted && ', with its keys sorted',
		unsorted && ', with its keys in another order than by name',
		ESCAPES[escapes],
		javaScript && ', with numbers as JavaScript prints them',
		python && ', with numbers as Python prints them (1e-07 for 1e-7)',
		floats && ', with whole numbers as Python prints floats (1.0 for 1)',
		twice && ', and not as a JSON text in another one',
	];
	return LAYOUTS[layout] + more.filter((one) => typeof one === 'string').join('');
}
