/** The sandbox in a process of its own, so that what is measured is n8n's side alone. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Fault, SandboxFace } from '../../sandbox/contract.mts';

/** As JSON has it: `times` may be "always". */
type PostedFault = Omit<Fault, 'times'> & { times: number | 'always' };

export interface SandboxProcess {
	key: string;
	urls: Record<SandboxFace, string>;
	setTaskSeconds(seconds: number): Promise<void>;
	addFaults(faults: PostedFault[]): Promise<void>;
	/** The prompts of all videos that were made. */
	prompts(): Promise<string[]>;
	close(): Promise<void>;
}

interface Addresses {
	urls: Record<SandboxFace, string>;
	control: string;
	key: string;
}

const MAIN = join(import.meta.dirname, '..', '..', 'sandbox', 'main.mts');

export async function startSandboxProcess(): Promise<SandboxProcess> {
	const child = spawn(process.execPath, [MAIN, '--port-base', '0', '--json'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
	const { urls, control, key } = JSON.parse(line) as Addresses;
	const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${control}${path}`, {
			method,
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`The sandbox answered ${method} ${path} with its refusal`);
		return await response.json();
	};
	return {
		key,
		urls,
		setTaskSeconds: async (taskSeconds) => void (await ask('PATCH', '/settings', { taskSeconds })),
		addFaults: async (faults) => void (await ask('POST', '/faults', faults)),
		prompts: async () =>
			((await ask('GET', '/tasks')) as Array<{ prompt: string }>).map(({ prompt }) => prompt),
		async close() {
			const ended = once(child, 'exit');
			child.kill('SIGTERM');
			await ended;
		},
	};
}
