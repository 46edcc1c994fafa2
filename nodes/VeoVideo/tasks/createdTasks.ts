/**
 * Remembers what this execution has ordered, so that running it again does not pay again.
 *
 * n8n's Retry On Fail and a person's "retry execution" run the whole node again, all items. The
 * node's context is stored with the execution and survives both.
 */

import { createHash } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import type { ProviderRequest } from '../providers/provider';
import { isJsonObject, objectAt, textAt } from '../providers/reading';

/** What became of an order: a task, or no answer ("may have been created"). */
export type Remembered = { type: 'task'; taskId: string } | { type: 'unknown' };

const CONTEXT_KEY = 'createdTasks';

/** The orders of one run of the node (a loop runs it several times in one execution). */
export class CreatedTasks {
	private readonly entries: { [key: string]: unknown };
	private readonly runIndex: number;

	constructor(context: IExecuteFunctions) {
		const stored = context.getContext('node');
		if (!isJsonObject(stored[CONTEXT_KEY])) stored[CONTEXT_KEY] = {};
		this.entries = objectAt(stored, CONTEXT_KEY);
		this.runIndex = context.getWorkflowDataProxy(0).$runIndex;
	}

	/** What an earlier try of this run ordered for the item, if it was this very request. */
	recall(itemIndex: number, fingerprint: string): Remembered | null {
		const entry = objectAt(this.entries, this.keyOf(itemIndex));
		if (entry.fingerprint !== fingerprint) return null;
		const taskId = textAt(entry, 'taskId');
		return taskId === null ? { type: 'unknown' } : { type: 'task', taskId };
	}

	/** Notes that the request is about to leave: should no answer come, that is what stays. */
	noteSending(itemIndex: number, fingerprint: string): void {
		this.entries[this.keyOf(itemIndex)] = { fingerprint, taskId: null };
	}

	noteCreated(itemIndex: number, fingerprint: string, taskId: string): void {
		this.entries[this.keyOf(itemIndex)] = { fingerprint, taskId };
	}

	/** The order came to nothing that was paid for, or to a failed task: a new try may send it again. */
	forget(itemIndex: number): void {
		delete this.entries[this.keyOf(itemIndex)];
	}

	/** The task ids of this run, by item. */
	list(): Array<{ itemIndex: number; taskId: string }> {
		const prefix = `${this.runIndex}:`;
		return Object.keys(this.entries)
			.filter((key) => key.startsWith(prefix))
			.flatMap((key) => {
				const taskId = textAt(objectAt(this.entries, key), 'taskId');
				return taskId === null ? [] : [{ itemIndex: Number(key.slice(prefix.length)), taskId }];
			});
	}

	private keyOf(itemIndex: number): string {
		return `${this.runIndex}:${itemIndex}`;
	}
}

/** Tells one order from another: the address and all that would be sent, images by their bytes. */
export function fingerprintOf(
	baseUrl: string,
	{ method, path, query, body }: ProviderRequest,
): string {
	const hash = createHash('sha256');
	hash.update(JSON.stringify([baseUrl, method, path, query]));
	if (body?.type === 'json') hash.update(JSON.stringify(body.json));
	if (body?.type === 'multipart') {
		hash.update(JSON.stringify(body.fields));
		for (const { bytes, ...described } of body.files) {
			hash.update(JSON.stringify(described));
			hash.update(bytes);
		}
	}
	return hash.digest('hex');
}
