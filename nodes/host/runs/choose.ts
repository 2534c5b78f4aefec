import type { ILoadOptionsFunctions, INodeListSearchResult, ResourceMapperFields } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ChoiceList, ParameterSource } from '../../delivery/choices';
import type { Json } from '../../delivery/json';
import type { Runs } from '../../delivery/runs';
import { apiSentence, askApi, baseUrlOf } from '../api/api';
import type { Process } from '../process';
import { thisProcess } from '../process';
import { credentialFields } from './step';

/** A page of what can be chosen, for a resource locator. `page`: n8n hands back what the page before named as the next. */
export async function choose(
	context: ILoadOptionsFunctions,
	runs: Runs,
	list: ChoiceList,
	filter: string | undefined,
	page: string | undefined,
	process: Process = thisProcess,
): Promise<INodeListSearchResult> {
	const number = Number(page ?? 1);
	const choices = list.choicesOf(await ask(context, runs, list.path(number, filter), process));
	if (choices === undefined) throw malformed(context, runs);
	return { results: [...choices], ...(choices.length === list.pageSize && { paginationToken: String(number + 1) }) };
}

/** The parameters of what was chosen in `chosenBy`, for a resource mapper; none while nothing is chosen. */
export async function parametersOf(
	context: ILoadOptionsFunctions,
	runs: Runs,
	source: ParameterSource,
	chosenBy: string,
	process: Process = thisProcess,
): Promise<ResourceMapperFields> {
	const id: unknown = context.getCurrentNodeParameter(chosenBy, { extractValue: true });
	if (typeof id !== 'string' || id.trim() === '') return { fields: [], emptyFieldsNotice: 'Choose first what is to be run.' };
	const fields = source.fieldsOf(await ask(context, runs, source.path(id.trim()), process));
	if (fields === undefined) throw malformed(context, runs);
	return {
		fields: fields.map(({ id: name, label, type, required, defaultValue }) => ({
			id: name,
			displayName: label,
			type,
			required,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: true,
			...(isDefault(defaultValue) && { defaultValue }),
		})),
		emptyFieldsNotice: 'It takes no parameters.',
	};
}

function isDefault(value: Json | undefined): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

async function ask(context: ILoadOptionsFunctions, { provider }: Runs, path: string, process: Process): Promise<Json> {
	const { credential, api, label } = provider;
	const baseUrl = baseUrlOf(await credentialFields(context, provider), api);
	const answer = await askApi({ context, credentialType: credential.type, url: `${baseUrl}${path}`, process });
	if (answer.ok) return answer.body;
	throw new NodeOperationError(context.getNode(), apiSentence(answer, label));
}

function malformed(context: ILoadOptionsFunctions, { provider }: Runs): NodeOperationError {
	return new NodeOperationError(context.getNode(), apiSentence({ ok: false, reason: 'malformed' }, provider.label));
}
