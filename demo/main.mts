/** `npm run demo`: a prompt becomes a video through a real n8n, and n8n stays up to be looked at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startSandbox } from '../sandbox/sandbox.mts';
import { atTheEnd, runToTheEnd } from '../test/n8n/cleanUp.mts';
import { assertSuccess, isFinished, outputItems } from '../test/n8n/execution.mts';
import { installN8n } from '../test/n8n/install.mts';
import { movingLine } from '../test/n8n/movingLine.mts';
import { N8nApi, type SavedWorkflow } from '../test/n8n/n8nApi.mts';
import { startN8n } from '../test/n8n/n8nProcess.mts';
import { packPackage } from '../test/n8n/pack.mts';
import { sandboxFilmHash } from '../test/n8n/video.mts';
import { type Progress, providerProgress, sandboxProgress } from './progress.mts';
import { readableSize, saveVideo } from './saveVideo.mts';
import { type RealProvider, readSettings } from './settings.mts';
import { demoWorkflow, providerNamed } from './workflow.mts';

const OUT = join(import.meta.dirname, 'out');
const SANDBOX_PROVIDER = 'hingNet';
const LOOK_INTERVAL_MS = 300;

await runToTheEnd(async () => {
	const { once, prompt, real } = readSettings(process.argv.slice(2), process.env);
	const provider = providerNamed(real?.name ?? SANDBOX_PROVIDER);
	const n8n = await installN8n();
	const { credential, progress } = real ? useProvider(real) : await useSandbox();

	const starting = movingLine(`Starting n8n ${n8n.version} with the packed package`);
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const running = await startN8n({ n8n, tarball: await packPackage(packFolder) });
	const api = await N8nApi.setUp(running.url);
	starting.end(`n8n ${n8n.version} is up`);

	const saved = await api.createCredential(provider.credentialType, 'Demo', credential);
	const { workflow, formPath, veoNode } = await demoWorkflow(provider, saved);
	const imported = await api.importWorkflow(workflow);
	await api.activate(imported);
	console.log(`Prompt: ${prompt}`);
	const form = new FormData();
	form.set('field-0', prompt);
	await api.trigger(formPath, form);

	const line = movingLine(`${provider.displayName}: n8n has the prompt`);
	const execution = await watch(api, imported, () =>
		line.say(`${provider.displayName}: ${progress()}`),
	);
	line.end(
		`${provider.displayName}: ${execution.status === 'success' ? 'done' : execution.status}`,
	);
	assertSuccess(execution);

	const [item] = outputItems(execution, veoNode);
	if (!item) throw new Error(`${veoNode} gave no item`);
	const saving = movingLine('Downloading');
	const video = await saveVideo(api, item, OUT, (bytes) =>
		saving.say(`Downloading ${readableSize(bytes)}`),
	);
	saving.end(`Downloaded ${readableSize(video.bytes)}`);
	const isSandboxFilm = !real && video.sha256 === (await sandboxFilmHash());
	if (!real && !isSandboxFilm) throw new Error(`${video.path} is not the sandbox's video`);

	console.log(
		`\nVideo      ${relative(process.cwd(), video.path)} (${readableSize(video.bytes)}, sha256 ${video.sha256.slice(0, 16)}…${isSandboxFilm ? ', equals the sandbox’s video' : ''})`,
	);
	if (once) return 0;
	console.log(`Workflow   ${running.url}/workflow/${imported.id}`);
	console.log(`Execution  ${running.url}/workflow/${imported.id}/executions/${execution.id}`);
	console.log(`Form       ${running.url}${formPath}`);
	console.log(`Sign in    ${api.owner.email}, password ${api.owner.password}`);
	console.log('\nThis n8n lives until you press Ctrl-C; nothing of it is kept but the video.');
	await running.exited;
	throw new Error('n8n ended by itself');
});

interface Job {
	/** Content of the credential. */
	credential: Record<string, string>;
	progress: Progress;
}

async function useSandbox(): Promise<Job> {
	const sandbox = await startSandbox();
	atTheEnd(() => sandbox.close());
	return {
		credential: { apiKey: sandbox.key, baseUrl: sandbox.urls[SANDBOX_PROVIDER] },
		progress: sandboxProgress(sandbox),
	};
}

function useProvider({ apiKey, baseUrl }: RealProvider): Job {
	// A base URL that is left out takes the credential's default.
	const credential = { apiKey, ...(baseUrl === undefined ? {} : { baseUrl }) };
	return { credential, progress: providerProgress() };
}

/** Waits for the execution; how long that may take is the node's own business (its wait timeout). */
async function watch(api: N8nApi, workflow: SavedWorkflow, onLook: () => void) {
	for (;;) {
		const execution = await api.newestExecution(workflow);
		if (execution && isFinished(execution)) return execution;
		onLook();
		await sleep(LOOK_INTERVAL_MS);
	}
}
