// @ts-check
'use strict';

/**
 * Genuine deliveries of about a given size, in every wire format: a sample delivery whose result, metadata or warnings
 * are filled up with the records of documents.js.
 */

const deliveries = require('../scripts/deliveries');
const { hmac } = require('../scripts/deliveries/signer');
const { canonicalJson, publishedTypeScriptForm } = require('../dist/nodes/delivery/verification/canonicalJson');
const { BrowserUseTrigger } = require('../dist/nodes/BrowserUseTrigger/BrowserUseTrigger.node');
const { FirecrawlTrigger } = require('../dist/nodes/FirecrawlTrigger/FirecrawlTrigger.node');
const { SkyvernTrigger } = require('../dist/nodes/SkyvernTrigger/SkyvernTrigger.node');
const { SmartBrowseTrigger } = require('../dist/nodes/SmartBrowseTrigger/SmartBrowseTrigger.node');
const { ordinary } = require('./documents');

/** @typedef {{ headers: Record<string, string>; body: Buffer; signed: Buffer }} Sized `signed`: the bytes under the signature, none for SmartBrowse */
/** @typedef {{ label: string; NodeClass: new () => any; credential: Record<string, string>; make: (size: number) => Sized }} Format */

const SECRET = 'bench-secret-0123456789abcdef';

/** @param {string} browserUseForm @returns {(body: Buffer) => Buffer} the document as the sender prints it before signing */
function printed(browserUseForm) {
	if (browserUseForm === 'raw') return (body) => body;
	return (body) => {
		const canonical = canonicalJson(body);
		const form = canonical && (browserUseForm === 'sorted' ? publishedTypeScriptForm(canonical) : canonical.form);
		if (form === undefined) throw new Error('a sample that has no such form');
		return Buffer.from(form);
	};
}

/** @param {any} document @param {(document: any, records: unknown[]) => void} fill @param {number} size */
function filled(document, fill, size) {
	const room = size - JSON.stringify(document).length;
	if (room > 100) fill(document, JSON.parse(ordinary['events'](Math.max(room - 40, 1))));
	return Buffer.from(JSON.stringify(document));
}

/** @param {keyof deliveries} provider @param {string} generation */
function sample(provider, generation) {
	const { sign, usual } = deliveries[provider];
	return JSON.parse(sign({ ...usual(), generation, secret: SECRET, now: Date.now() }).body.toString());
}

/** @param {string} form @returns {(size: number) => Sized} */
function browserUseB(form) {
	return (size) => {
		const body = filled(sample('browserUse', 'B'), (document, records) => Object.assign(document.payload.metadata, { records }), size);
		const timestamp = String(Math.floor(Date.now() / 1000));
		const signed = Buffer.concat([Buffer.from(`${timestamp}.`), printed(form)(body)]);
		const headers = { 'content-type': 'application/json', 'x-browser-use-timestamp': timestamp, 'x-browser-use-signature': hmac(SECRET, signed) };
		return { headers, body, signed };
	};
}

/** @type {Format[]} */
const formats = [
	{ label: 'Browser Use, canonical JSON', NodeClass: BrowserUseTrigger, credential: { signingSecret: SECRET }, make: browserUseB('canonical') },
	{ label: 'Browser Use, TypeScript form', NodeClass: BrowserUseTrigger, credential: { signingSecret: SECRET }, make: browserUseB('sorted') },
	{ label: 'Browser Use, raw body', NodeClass: BrowserUseTrigger, credential: { signingSecret: SECRET }, make: browserUseB('raw') },
	{
		label: 'Browser Use, X-Webhook-Signature',
		NodeClass: BrowserUseTrigger,
		credential: { signingSecret: SECRET },
		make: (size) => {
			const body = filled(sample('browserUse', 'C'), (document, records) => Object.assign(document.payload, { metadata: { records } }), size);
			return { headers: { 'content-type': 'application/json', 'x-webhook-signature': hmac(SECRET, body) }, body, signed: body };
		},
	},
	{
		label: 'Skyvern',
		NodeClass: SkyvernTrigger,
		credential: { apiKey: SECRET },
		make: (size) => {
			const body = filled(skyvernOf(size), (document, records) => Object.assign(document, { output: { records } }), size);
			return { headers: { 'content-type': 'application/json', 'x-skyvern-signature': hmac(SECRET, body) }, body, signed: body };
		},
	},
	{
		label: 'SmartBrowse',
		NodeClass: SmartBrowseTrigger,
		credential: { headerName: 'Authorization', headerValue: SECRET },
		make: (size) => {
			const body = filled(sample('smartBrowse', 'short'), (document, records) => Object.assign(document, { warnings: records }), size);
			return { headers: { 'content-type': 'application/json', authorization: SECRET }, body, signed: Buffer.alloc(0) };
		},
	},
	{
		label: 'Firecrawl',
		NodeClass: FirecrawlTrigger,
		credential: { webhookSecret: SECRET },
		make: (size) => {
			const body = filled(sample('firecrawl', 'current'), (document, records) => Object.assign(document, { data: records }), size);
			return { headers: { 'content-type': 'application/json', 'x-firecrawl-signature': `sha256=${hmac(SECRET, body)}` }, body, signed: body };
		},
	},
];

/** Today's body has more than 300 bytes by itself. @param {number} size */
function skyvernOf(size) {
	const document = sample('skyvern', 'code');
	if (size > 800) return document;
	const { run_id, run_type, status, output, failure_reason, finished_at, browser_session_id } = document;
	return { run_id, run_type, status, output, failure_reason, finished_at, browser_session_id };
}

module.exports = { formats, SECRET };
