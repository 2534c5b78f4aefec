import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Json, JsonObject } from '../../delivery/json';
import type { RunField } from '../../delivery/runs';
import { merge } from '../../delivery/runs';
import { numberIn } from '../settings';
import { isTrue } from './parameters';

/** By member of the request, what the user filled in for one item. Throws with the name of what cannot be read. */
export function readFields(context: IExecuteFunctions, fields: readonly RunField[], index: number): JsonObject {
	const values: JsonObject = {};
	for (const field of fields) {
		const raw: unknown = context.getNodeParameter(field.parameter, index, '', { extractValue: field.as === 'locator' });
		const value = isEmpty(raw) ? undefined : read(context, field, raw, index);
		if (value !== undefined) values[field.member] = value;
		else if (field.required === true || (field.as === 'limit' && isEmpty(raw))) fail(context, `${field.label} is empty. Fill it in, or correct the expression in it.`, index);
	}
	return merge(values, readAdditional(context, index));
}

function isEmpty(raw: unknown): raw is '' | undefined | null {
	return raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');
}

function read(context: IExecuteFunctions, { as = 'text', label }: RunField, raw: unknown, index: number): Json | undefined {
	switch (as) {
		case 'number':
		case 'limit': {
			const number = numberIn(raw);
			if (number === undefined || number < 0) return fail(context, `${label} is not a number of 0 or more. Correct it, or the expression in it.`, index);
			return as === 'limit' && number === 0 ? undefined : number;
		}
		case 'boolean':
			return isTrue(raw);
		case 'json':
			return typeof raw === 'string' ? parse(context, label, raw, index) : (raw as Json);
		case 'list':
		case 'lines': {
			const list: unknown[] = Array.isArray(raw) ? raw : String(raw).split(as === 'lines' ? /\n+/ : /[\n,]+/);
			const texts = list.map((entry) => String(entry).trim()).filter((text) => text !== '');
			return texts.length > 0 ? texts : undefined;
		}
		case 'mapper':
			return mapped(raw);
		default: {
			const text = typeof raw === 'object' ? JSON.stringify(raw) : String(raw).trim();
			return text === '' ? undefined : text;
		}
	}
}

/** Of a resource mapper, what the user filled in. */
function mapped(raw: unknown): JsonObject | undefined {
	const { value } = raw as { value?: unknown };
	if (typeof value !== 'object' || value === null) return undefined;
	const filled = Object.entries(value as JsonObject).filter(([, entry]) => entry !== null && entry !== '');
	return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

/** What the API takes beside the fields of the node. */
function readAdditional(context: IExecuteFunctions, index: number): JsonObject {
	const raw: unknown = context.getNodeParameter('runOptions.additionalFields', index, '');
	if (isEmpty(raw)) return {};
	const value: unknown = typeof raw === 'string' ? parse(context, 'Additional Fields (JSON)', raw, index) : raw;
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
	return fail(context, 'Additional Fields (JSON) is not a JSON object. It looks like {"name": "value"}.', index);
}

function parse(context: IExecuteFunctions, label: string, text: string, index: number): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return fail(context, `${label} is not JSON. Correct it, or the expression in it.`, index);
	}
}

function fail(context: IExecuteFunctions, message: string, itemIndex: number): never {
	throw new NodeOperationError(context.getNode(), message, { itemIndex });
}
