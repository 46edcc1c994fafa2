/** One session a provider in an execution: its items share the key, the gate, and the pauses it asks for. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { readOptions } from '../editor/optionParameters';
import { valueOf } from '../editor/errors';
import type { Provider } from '../providers/provider';
import { asListed } from '../tasks/listedModels';
import type { Session } from '../tasks/session';
import { connect } from '../transport/connection';
import { Gate } from '../transport/gate';
import { Spacing } from '../transport/spacing';

export interface NodeSession extends Session {
	/** Downloads take long: with a gate of their own they do not hold up creates and checks. */
	downloads: Gate;
	/** What the provider offers now: asked for at most once, when the first video is about to be created. */
	offered: () => Promise<Provider>;
}

export class Sessions {
	private readonly byProvider = new Map<string, Promise<NodeSession>>();
	private readonly context: IExecuteFunctions;
	private readonly signal: AbortSignal;

	constructor(context: IExecuteFunctions, signal: AbortSignal) {
		this.context = context;
		this.signal = signal;
	}

	/**
	 * The session of that provider. The first item that needs it sets how many requests run at a time.
	 * Throws a NodeOperationError when the credential is missing or unusable.
	 */
	async of(provider: Provider, itemIndex: number): Promise<NodeSession> {
		const found = this.byProvider.get(provider.name);
		if (found !== undefined) return await found;
		const opening = this.open(provider, itemIndex);
		this.byProvider.set(provider.name, opening);
		// The next item tries by itself, so that its error names it.
		opening.catch(() => this.byProvider.delete(provider.name));
		return await opening;
	}

	private async open(provider: Provider, itemIndex: number): Promise<NodeSession> {
		const { context, signal } = this;
		const { maxConcurrency } = readOptions(context, itemIndex);
		const connection = valueOf(context, itemIndex, await connect(context, provider, itemIndex));
		const gate = new Gate(maxConcurrency, signal);
		let offered: Promise<Provider> | null = null;
		return {
			context,
			provider,
			connection,
			gate,
			downloads: new Gate(maxConcurrency, signal),
			offered: async () =>
				await (offered ??= asListed({ context, connection, gate, signal }, provider)),
			...(provider.createsPer && { creates: new Spacing(provider.createsPer) }),
			signal,
		};
	}
}
