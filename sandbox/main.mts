// `npm run sandbox`: the sandbox as a program, until Ctrl+C.
import { parseArgs } from 'node:util';

import { DEFAULT_PORT_BASE, PLACES, placeUrls, portAt } from './addresses.mts';
import type { Sandbox } from './contract.mts';
import { controlHandler } from './control.mts';
import { listen, shut } from './listen.mts';
import { startSandbox } from './sandbox.mts';

const HELP = `Usage: npm run sandbox -- [options]

  --port-base <port>       first of ${PLACES.length + 1} ports, default ${DEFAULT_PORT_BASE}; 0 takes free ones
  --task-seconds <number>  how long a video takes, default 8
  --key <text>             the API key to accept, default sandbox-key
  --json                   print the addresses as one line of JSON
  --help                   print this
`;

function numberFrom(text: string, name: string): number {
	const value = Number(text);
	if (text.trim() !== '' && value >= 0 && Number.isFinite(value)) return value;
	throw new Error(`${name} must be a number, 0 or more, not "${text}"`);
}

function greeting(sandbox: Sandbox, control: string): string {
	const addresses = PLACES.map(({ title, face, origin }) => [title, sandbox.url(face, origin)]);
	const width = Math.max(...addresses.map(([title = '']) => title.length)) + 2;
	const rows = [...addresses, ['Control', control]].map(
		([title = '', url = '']) => `  ${title.padEnd(width)}${url}`,
	);
	return `The Veo sandbox is listening. It speaks like the providers and costs nothing.

${rows.join('\n')}

API key: ${sandbox.key}
Put a provider's address in a credential's Base URL field, and this key beside it.
For Vertex AI the key is a service account's: curl ${control}/service-account
A video takes ${sandbox.taskSeconds} s. To change that:
  curl -X PATCH ${control}/settings -d '{"taskSeconds": 60}'
To make the next task fail, or the next download break midway:
  curl ${control}/faults -d '{"kind": "taskFails"}'
  curl ${control}/faults -d '{"kind": "half"}'
To let an hour go by, after which some providers have deleted their files:
  curl ${control}/age -d '{"seconds": 3600}'
What was asked, and what was made:
  curl ${control}/requests
  curl ${control}/tasks
Press Ctrl+C to stop.
`;
}

async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			'port-base': { type: 'string', default: String(DEFAULT_PORT_BASE) },
			'task-seconds': { type: 'string', default: '8' },
			key: { type: 'string', default: 'sandbox-key' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return void process.stdout.write(HELP);
	const firstPort = numberFrom(values['port-base'], '--port-base');
	const sandbox = await startSandbox({
		firstPort,
		taskSeconds: numberFrom(values['task-seconds'], '--task-seconds'),
		key: values.key,
	});
	let control: Awaited<ReturnType<typeof listen>>;
	try {
		const port = portAt(firstPort, PLACES.length);
		control = await listen('the control port', port, controlHandler(sandbox));
	} catch (error) {
		await sandbox.close();
		throw error;
	}

	const { key, taskSeconds } = sandbox;
	const addresses = { urls: placeUrls(sandbox), control: control.url, key, taskSeconds };
	process.stdout.write(
		values.json ? `${JSON.stringify(addresses)}\n` : greeting(sandbox, control.url),
	);

	const stop = () => void Promise.all([shut(control.server), sandbox.close()]);
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

try {
	await run();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
