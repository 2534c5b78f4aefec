import type { Filtered, IgnoredReason } from '../verdict';
import type { Sentence } from './sentences';

type SentenceFor = Readonly<Record<Exclude<IgnoredReason, 'no_run'>, (filtered: Filtered) => Sentence>>;

const AGAIN = 'then listen again and send the event once more.';

/** Why the user's filter keeps out a genuine delivery. The provider's words come from a verified body only. */
const FILTERED: SentenceFor = {
	test_ping: () => ({
		message: 'A test delivery arrived and is genuine: the webhook is set up correctly',
		description: `It starts nothing, because test deliveries are not selected under Events. Listen again and start a real run at the provider; or select them there, ${AGAIN}`,
	}),
	event_not_selected: ({ event, events }) => ({
		message: `This delivery was filtered out: its event ${quote(event.event)} is not among Events`,
		description: `It is genuine, but only ${list(events)} may start this workflow. If this event should too, select it under Events (one that is not listed there counts as Other), ${AGAIN}`,
	}),
	status_not_selected: ({ event, statuses }) => ({
		message:
			event.status === null
				? 'This delivery was filtered out: it names no status, and Statuses asks for one'
				: `This delivery was filtered out: its status ${quote(event.status)} is not among Statuses`,
		description: `It is genuine, but only ${list(statuses)} may start this workflow. If this one should too, select it under Statuses, or remove all of them to let every status through, ${AGAIN}`,
	}),
	id_not_matched: ({ event: { runId, sessionId, workflowId, recipeId } }) => ({
		message: 'This delivery was filtered out: its IDs are not among those under Options',
		description: `It is genuine, and reports ${named({ run: runId, session: sessionId, workflow: workflowId, recipe: recipeId })}. Correct the IDs under Options, or remove that option to let all through, ${AGAIN}`,
	}),
	metadata_not_matched: ({ event: { metadata, noMetadata } }) =>
		noMetadata === undefined
			? {
					message: 'This delivery was filtered out: its metadata lacks a pair of Metadata Match',
					description: `It is genuine, and its metadata has ${keys(Object.keys(metadata))}. Keys and values must agree to the letter. Correct Metadata Match under Options, ${AGAIN}`,
				}
			: {
					message: 'This delivery was filtered out: it brings no metadata for Metadata Match',
					description: `It is genuine. ${noMetadata} Remove Metadata Match under Options, ${AGAIN}`,
				},
};

/**
 * What to tell the user who listens for a test event. Undefined when listening should simply go on: nothing
 * proves who sent a ping that came without a secret, what names no run is no event, and a run that is under way
 * reports again when it ends, unless the user has chosen its progress.
 */
export function sentenceForFiltered(reason: IgnoredReason, filtered: Filtered | undefined): Sentence | undefined {
	if (reason === 'no_run' || filtered === undefined) return undefined;
	const isUnchosen = reason === 'event_not_selected' || reason === 'status_not_selected';
	return isUnchosen && filtered.event.outcome === 'inProgress' ? undefined : FILTERED[reason](filtered);
}

const LONGEST = 80;

function quote(word: string): string {
	return `"${word.length > LONGEST ? `${word.slice(0, LONGEST)}…` : word}"`;
}

function list(words: readonly string[]): string {
	return words.map(quote).join(', ');
}

function named(ids: Readonly<Record<string, string | null | undefined>>): string {
	const known = Object.entries(ids).flatMap(([name, id]) => (id ? [`${name} ${quote(id)}`] : []));
	return known.length === 0 ? 'no ID' : known.join(', ');
}

/** Only the names: a value may be confidential. */
function keys(names: readonly string[]): string {
	return names.length === 0 ? 'no keys' : `the keys ${list(names.slice(0, 10))}`;
}
