/** n8n's own API, as far as the demo and the tests use it. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Execution, isFinished, readExecution } from './execution.mts';
import { at, listAt, textAt } from './json.mts';
import { N8nError, request } from './n8nRequest.mts';
import type { Workflow } from './workflow.mts';

const LOOK_INTERVAL_MS = 200;
/** n8n answers an activation some 100 ms before its webhook is there. */
const WEBHOOK_DEADLINE_MS = 10_000;

export interface Owner {
	email: string;
	password: string;
}

export interface SavedWorkflow {
	id: string;
	versionId: string;
}

export interface CredentialTest {
	status: string;
	message: string;
}

/** The owner's login to one n8n, and an API key for n8n's public API. */
export class N8nApi {
	readonly url: string;
	readonly owner: Owner;
	/** With all scopes that an owner may have. */
	readonly apiKey: string;
	private readonly cookie: string;

	private constructor(url: string, owner: Owner, cookie: string, apiKey: string) {
		this.url = url;
		this.owner = owner;
		this.cookie = cookie;
		this.apiKey = apiKey;
	}

	/** Makes the owner of a new n8n, with a password made up for the occasion. */
	static async setUp(url: string, email = 'demo@example.com'): Promise<N8nApi> {
		// n8n wants a capital letter and a digit.
		const owner = { email, password: `Veo1${randomBytes(6).toString('hex')}` };
		const names = { firstName: 'Demo', lastName: 'Owner' };
		return await N8nApi.open(url, owner, '/rest/owner/setup', { ...owner, ...names });
	}

	/** Logs in to an n8n that has its owner already. */
	static async logIn(url: string, owner: Owner): Promise<N8nApi> {
		const { email, password } = owner;
		return await N8nApi.open(url, owner, '/rest/login', { emailOrLdapLoginId: email, password });
	}

	private static async open(
		url: string,
		owner: Owner,
		path: string,
		body: unknown,
	): Promise<N8nApi> {
		const response = await request(url, path, { method: 'POST', body });
		const cookie = response.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');
		const api = new N8nApi(url, owner, cookie, '');
		const scopes = at(await api.rest('GET', '/rest/api-keys/scopes'), 'data');
		const label = `tests ${randomBytes(4).toString('hex')}`;
		const key = await api.rest('POST', '/rest/api-keys', { label, scopes, expiresAt: null });
		return new N8nApi(url, owner, cookie, textAt(key, 'data', 'rawApiKey'));
	}

	/** Sends a request as the editor would, and gives back the reply's JSON. */
	async rest(method: string, path: string, body?: unknown): Promise<unknown> {
		const headers = { cookie: this.cookie };
		return await (await request(this.url, path, { method, body, headers })).json();
	}

	/** Sends a request to n8n's public API; `path` follows /api/v1. */
	async publicApi(method: string, path: string, body?: unknown): Promise<unknown> {
		const headers = { 'x-n8n-api-key': this.apiKey };
		return await (await request(this.url, `/api/v1${path}`, { method, body, headers })).json();
	}

	/** Whether n8n's public API knows Data Tables, which the task table is one of. */
	async hasDataTables(): Promise<boolean> {
		try {
			await this.publicApi('GET', '/data-tables?limit=1');
			return true;
		} catch (error) {
			if (error instanceof N8nError && error.status === 404) return false;
			throw error;
		}
	}

	/** The descriptions of all node types that n8n has loaded. */
	async nodeTypes(): Promise<unknown[]> {
		return listAt({ types: await this.rest('GET', '/types/nodes.json') }, 'types');
	}

	/** Saves a credential; gives back what a node refers to it by. */
	async createCredential(type: string, name: string, data: Record<string, unknown>) {
		const saved = await this.rest('POST', '/rest/credentials', { name, type, data });
		return { id: textAt(saved, 'data', 'id'), name };
	}

	/** Saves a credential and presses "Retry" on it: n8n 1.x tests none that is not saved. */
	async testCredential(type: string, data: Record<string, unknown>): Promise<CredentialTest> {
		const saved = await this.createCredential(type, 'tested', data);
		const credentials = { ...saved, type, data };
		const result = await this.rest('POST', '/rest/credentials/test', { credentials });
		return { status: textAt(result, 'data', 'status'), message: textAt(result, 'data', 'message') };
	}

	/** Saves a workflow. */
	async importWorkflow(workflow: Workflow): Promise<SavedWorkflow> {
		const saved = await this.rest('POST', '/rest/workflows', { ...workflow, active: false });
		return { id: textAt(saved, 'data', 'id'), versionId: textAt(saved, 'data', 'versionId') };
	}

	/** Switches a workflow on. */
	async activate({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.rest('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Switches a workflow off. */
	async deactivate({ id }: SavedWorkflow): Promise<void> {
		await this.rest('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Calls a webhook or submits a form, again as long as n8n does not know it yet; gives back the answer. */
	async trigger(path: string, body: unknown): Promise<string> {
		const deadline = Date.now() + WEBHOOK_DEADLINE_MS;
		for (;;) {
			try {
				const response = await request(this.url, path, { method: 'POST', body });
				return await response.text();
			} catch (error) {
				if (!(error instanceof N8nError && error.status === 404) || Date.now() > deadline)
					throw error;
				await sleep(LOOK_INTERVAL_MS);
			}
		}
	}

	/** The newest execution of a workflow, running or finished. */
	async newestExecution({ id }: SavedWorkflow): Promise<Execution | undefined> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const reply = await this.rest('GET', `/rest/executions?filter=${filter}&limit=1`);
		const [newest] = listAt(reply, 'data', 'results');
		if (newest === undefined) return undefined;
		return await this.execution(textAt(newest, 'id'));
	}

	/** Presses "Retry" on an execution and waits for the new one to finish. */
	async retry(id: string, timeoutMs: number): Promise<Execution> {
		const reply = await this.rest('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
		return await this.finished(textAt(reply, 'data', 'id'), timeoutMs);
	}

	/** Presses "Execute workflow" at a trigger that needs no call from outside, and waits for the end. */
	async runManually({ id }: SavedWorkflow, trigger: string, timeoutMs: number): Promise<Execution> {
		// n8n 1.x runs the workflow that is sent along, later ones the one that is saved.
		const workflowData = at(await this.rest('GET', `/rest/workflows/${id}`), 'data');
		const body = { triggerToStartFrom: { name: trigger }, workflowData };
		const reply = await this.rest('POST', `/rest/workflows/${id}/run`, body);
		return await this.finished(textAt(reply, 'data', 'executionId'), timeoutMs);
	}

	private async finished(id: string, timeoutMs: number): Promise<Execution> {
		return await untilFinished(`Execution ${id}`, () => this.execution(id), timeoutMs);
	}

	/** The newest executions of a workflow with their data, at most 100. */
	async executionsOf({ id }: SavedWorkflow): Promise<Execution[]> {
		const reply = await this.publicApi(
			'GET',
			`/executions?workflowId=${id}&includeData=true&limit=100`,
		);
		return listAt(reply, 'data').map(readExecution);
	}

	/** An execution with its data: over the public API, which gives it as plain JSON. */
	async execution(id: string): Promise<Execution> {
		return readExecution(await this.publicApi('GET', `/executions/${id}?includeData=true`));
	}

	/** Waits for a workflow's newest execution to finish, whether well or badly. */
	async finishedExecution(workflow: SavedWorkflow, timeoutMs: number): Promise<Execution> {
		const what = `The newest execution of workflow ${workflow.id}`;
		return await untilFinished(what, () => this.newestExecution(workflow), timeoutMs);
	}

	/** The bytes of a binary field of an item: from n8n's store, or from the item itself, where n8n 1.x keeps them. */
	async download(binary: unknown): Promise<ReadableStream<Uint8Array>> {
		if (at(binary, 'id') === undefined) {
			return new Blob([Buffer.from(textAt(binary, 'data'), 'base64')]).stream();
		}
		const query = new URLSearchParams({ id: textAt(binary, 'id'), action: 'download' });
		const headers = { cookie: this.cookie };
		const { body } = await request(this.url, `/rest/binary-data?${query}`, {
			method: 'GET',
			headers,
		});
		if (!body) throw new Error('n8n gave no file');
		return body;
	}
}

/** Looks at an execution until nothing more will come; throws after the timeout. */
async function untilFinished(
	what: string,
	look: () => Promise<Execution | undefined>,
	timeoutMs: number,
): Promise<Execution> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const execution = await look();
		if (execution && isFinished(execution)) return execution;
		if (Date.now() > deadline) {
			const status = execution?.status ?? 'none started';
			throw new Error(`${what} did not finish within ${timeoutMs / 1000} s (${status})`);
		}
		await sleep(LOOK_INTERVAL_MS);
	}
}
