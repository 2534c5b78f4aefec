/** What people do to a secret between the provider and the credential. */
export type SecretSlip =
	| 'white_space_around'
	| 'white_space_inside'
	| 'quotes'
	| 'bearer'
	| 'bearer_missing'
	| 'name_in_front'
	| 'letter_case'
	| 'line_end_missing'
	| 'hex'
	| 'base64';

export interface SecretMeant {
	readonly slip: SecretSlip;
	readonly key: string | Buffer;
}

/** What a credential's value would be without each slip; never empty, because anybody can sign with an empty key. */
export function secretsMeant(value: string): SecretMeant[] {
	const trimmed = value.trim();
	const meant: SecretMeant[] = [
		{ slip: 'white_space_around', key: trimmed },
		{ slip: 'quotes', key: trimmed.replace(/^(["'`])(.*)\1$/s, '$2') },
		{ slip: 'bearer', key: trimmed.replace(/^bearer\s+/i, '') },
		...(/^bearer\s/i.test(trimmed) ? [] : [{ slip: 'bearer_missing', key: `Bearer ${trimmed}` } as const]),
		{ slip: 'name_in_front', key: trimmed.replace(/^[\w-]{1,64}\s*[=:]\s*/, '') },
		{ slip: 'white_space_inside', key: trimmed.replace(/\s+/g, '') },
		{ slip: 'letter_case', key: trimmed.toLowerCase() },
		{ slip: 'letter_case', key: trimmed.toUpperCase() },
		{ slip: 'line_end_missing', key: `${trimmed}\n` },
	];
	if (/^(?:[0-9a-f]{2})+$/i.test(trimmed)) meant.push({ slip: 'hex', key: Buffer.from(trimmed, 'hex') });
	for (const text of new Set([trimmed, trimmed.replace(/^[a-z]{2,8}_/, '')])) {
		// Node reads the alphabet for addresses too.
		if (/^[\w+/-]+={0,2}$/.test(text)) meant.push({ slip: 'base64', key: Buffer.from(text, 'base64') });
	}
	return meant.filter(({ key }) => key.length > 0 && key !== value);
}
