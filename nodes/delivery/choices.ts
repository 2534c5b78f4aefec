import type { Json } from './json';

/** One entry of a list to choose from. */
export interface Choice {
	readonly name: string;
	readonly value: string;
	/** Where a person can look at it. */
	readonly url?: string;
}

/** How a provider's API lists what can be run. */
export interface ChoiceList {
	readonly pageSize: number;
	/** `page` from 1; `filter`: what the user typed, if anything. */
	readonly path: (page: number, filter: string | undefined) => string;
	/** Undefined when the answer is no such list. */
	readonly choicesOf: (answer: Json) => readonly Choice[] | undefined;
}

/** What a run of something takes, as fields of the node. */
export interface ParameterField {
	readonly id: string;
	readonly label: string;
	readonly type: 'string' | 'number' | 'boolean' | 'object';
	readonly required: boolean;
	readonly defaultValue?: Json;
}

/** How a provider's API says which parameters something takes. */
export interface ParameterSource {
	readonly path: (id: string) => string;
	/** Undefined when the answer defines nothing. */
	readonly fieldsOf: (answer: Json) => readonly ParameterField[] | undefined;
}
