/** Asks n8n's public API about Data Tables (https://docs.n8n.io/api/), and says in words why that did not work. */

import { isJsonObject, type JsonObject, listAt, textAt } from '../terms/json';
import { readErrorEnvelope, readFlatError } from '../terms/problem';
import { adviceOnRefusal } from '../terms/refusedByN8n';
import type { Outcome, ServiceRequest } from '../terms/request';
import type { Problem } from '../terms/result';
import { isPassing, readStatusAlone } from '../terms/refusals';
import { type Channel, exchange } from '../transport/exchange';
import { TABLE_SILENCE_MS } from '../transport/limits';

const PAGE_SIZE = 250;

/** Bound on what one poll reads: 20,000 open tasks. */
export const MAX_PAGES = 80;

export const TABLES = '/api/v1/data-tables';

/** Reads a list of n8n's, page by page. */
export async function askPages(
	channel: Channel,
	path: string,
	query: Readonly<Record<string, string>>,
	maxPages: number,
): Promise<{ type: 'ok'; value: JsonObject[] } | { type: 'failed'; outcome: Outcome }> {
	const entries: JsonObject[] = [];
	let cursor: string | null = null;
	for (let page = 0; page < maxPages; page++) {
		const outcome = await askTable(channel, {
			method: 'GET',
			path,
			query: { ...query, limit: String(PAGE_SIZE), ...(cursor !== null && { cursor }) },
		});
		if (outcome.type !== 'reply' || outcome.status !== 200 || !isJsonObject(outcome.body)) {
			return { type: 'failed', outcome };
		}
		entries.push(...listAt(outcome.body, 'data').filter(isJsonObject));
		cursor = textAt(outcome.body, 'nextCursor');
		if (cursor === null) break;
	}
	return { type: 'ok', value: entries };
}

/** When n8n last answered through a channel, in milliseconds since 1970. */
const answeredAt = new WeakMap<Channel, number>();

/**
 * Behind a n8n that answers, a thousand changes may stand in line, however slow it is. Behind one that
 * is silent all of them are given up at once: finished videos wait for what is noted of them.
 */
export async function askTable(channel: Channel, request: ServiceRequest): Promise<Outcome> {
	const askedAt = Date.now();
	const by = () => Math.max(askedAt, answeredAt.get(channel) ?? 0) + TABLE_SILENCE_MS;
	const { outcome } = await exchange(channel, {
		asked: 'status',
		request,
		patience: { by },
		read: (reply) => {
			if (!isPassing(reply.status)) answeredAt.set(channel, Date.now());
			return readStatusAlone(reply, 'status');
		},
	});
	return outcome;
}

export function tableProblem(outcome: Outcome, message: string): Problem {
	if (outcome.type === 'stopped') {
		return { type: 'problem', message, description: 'The execution was stopped.' };
	}
	if (outcome.type === 'notSent' && outcome.isRefusedByN8n) {
		return {
			type: 'problem',
			message: `${message}: ${outcome.reason}`,
			description: adviceOnRefusal(outcome.reason),
		};
	}
	if (outcome.type !== 'reply') {
		return {
			type: 'problem',
			message: `${message}: no n8n answers at the Base URL`,
			description: `Check the Base URL in the credential "Veo Task Table API". It is the address under which this n8n reaches itself: http://localhost:5678, or in Docker Compose the name of the main service, for example http://n8n:5678. (${outcome.reason})`,
		};
	}
	const problem = isJsonObject(outcome.body)
		? (readErrorEnvelope(outcome.body) ?? readFlatError(outcome.body))
		: null;
	const says = `n8n says: "${problem?.message ?? 'no readable reply'}" (HTTP ${outcome.status}).`;
	const { reason, advice } = KEY_REFUSALS.get(outcome.status) ?? {
		reason: null,
		advice: 'Check the API key and the Base URL in the credential "Veo Task Table API".',
	};
	return {
		type: 'problem',
		message: reason === null ? message : `${message}: ${reason}`,
		description: `${advice} ${says}`,
		httpCode: outcome.status,
	};
}

/** What n8n refuses a key for, by HTTP status. */
const KEY_REFUSALS: ReadonlyMap<number, { reason: string; advice: string }> = new Map([
	[
		401,
		{
			reason: 'n8n does not accept the API key',
			advice:
				'Make a new key in this n8n (Settings, n8n API), and enter it in the credential "Veo Task Table API".',
		},
	],
	[
		403,
		{
			reason: 'the API key may not do this',
			advice:
				'Make a key in this n8n (Settings, n8n API) that has all scopes of Data Tables and their rows, and enter it in the credential "Veo Task Table API".',
		},
	],
]);
