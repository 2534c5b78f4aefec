import type { CanonicalJson } from './canonicalJson';
import { canonicalJson, publishedTypeScriptForm, signedDocument } from './canonicalJson';

/** What the signed bytes are computed from; the canonical form only when a scheme asks for it, and once. */
export class SignedDelivery {
	private scanned: { readonly result: CanonicalJson | undefined } | undefined;

	constructor(
		readonly rawBody: Buffer,
		/** The timestamp header's own characters; '' where the scheme has none. */
		readonly timestamp: string,
	) {}

	canonical(): CanonicalJson | undefined {
		this.scanned ??= { result: canonicalJson(this.rawBody) };
		return this.scanned.result;
	}
}

/** One way to arrange the signed bytes; undefined when this delivery cannot be arranged so. */
export interface SignedForm {
	readonly name: string;
	readonly arrange: (delivery: SignedDelivery) => ReadonlyArray<string | Buffer> | undefined;
	/** The document that the signature covers, where bytes may differ that say the same; the raw body everywhere else. */
	readonly document?: (delivery: SignedDelivery) => Buffer | undefined;
}

export interface HmacScheme {
	readonly kind: 'hmac';
	/** Lower case, as Node presents headers. HMAC-SHA256, lower-case hex. */
	readonly signatureHeader: string;
	/** What may stand before the hex. */
	readonly optionalPrefix?: string;
	readonly timestampHeader?: string;
	readonly forms: readonly SignedForm[];
	/** In bytes: the largest body that is worth printing again to verify it. None where the raw body alone is signed. */
	readonly largestBody?: number;
	/** Which signed time tells the age of a delivery, and how old it may be when the user sets no limit. */
	readonly age: { readonly of: 'header' | 'body'; readonly required: boolean; readonly defaultSeconds: number };
}

export interface SharedHeaderScheme {
	readonly kind: 'sharedHeader';
	readonly age: { readonly of: 'body'; readonly required: false; readonly defaultSeconds: number };
}

export type Scheme = HmacScheme | SharedHeaderScheme;

export const rawBodyForm: SignedForm = {
	name: 'raw-body',
	arrange: ({ rawBody }) => [rawBody],
};

export const timestampedRawForm: SignedForm = {
	name: 'timestamp.raw-body',
	arrange: ({ timestamp, rawBody }) => [`${timestamp}.`, rawBody],
};

/** What CPython's json module prints, compact and with sorted keys. */
export const timestampedCanonicalForm: SignedForm = {
	name: 'timestamp.canonical-json',
	arrange: (delivery) => {
		const canonical = delivery.canonical();
		return canonical && [`${delivery.timestamp}.`, canonical.form];
	},
	document: (delivery) => {
		const canonical = delivery.canonical();
		return canonical && Buffer.from(signedDocument(canonical));
	},
};

/**
 * The provider's published TypeScript verifier signs a form that drops `__proto__`, rounds numbers and
 * keeps one of two equal keys. Trying it where it loses something would let anybody change what it does
 * not cover, so it is only tried where it says everything that the document says. Nor where it is the canonical
 * form, which has been tried: parsing and printing a forged body once more is what it would cost.
 */
export const timestampedPublishedForm: SignedForm = {
	name: 'timestamp.sorted-json',
	arrange: (delivery) => {
		const canonical = delivery.canonical();
		if (canonical?.exactInJavaScript !== true || isSameInJavaScript(canonical.form)) return undefined;
		const form = publishedTypeScriptForm(canonical);
		return form === undefined ? undefined : [`${delivery.timestamp}.`, form];
	},
};

/**
 * JavaScript escapes fewer characters than CPython, puts keys that are whole numbers in front, in their order, and has no 0 in
 * front of an exponent.
 */
function isSameInJavaScript(form: Buffer): boolean {
	return !/\\u|"\d+":|e-0/.test(form.toString('latin1'));
}
