/**
 * `npm run test:editor`: a person at n8n's editor finds the node, fills it in, connects a provider,
 * and watches the video. It runs in a Chromium without a window, against the packed package in a
 * real n8n and the sandbox; what was on the screen is kept in test/output/editor/.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox/sandbox.mts';
import { runChecks } from '../n8n/checks.mts';
import { atTheEnd, runToTheEnd } from '../n8n/cleanUp.mts';
import { installN8n } from '../n8n/install.mts';
import { N8nApi } from '../n8n/n8nApi.mts';
import { startN8n } from '../n8n/n8nProcess.mts';
import { packPackage } from '../n8n/pack.mts';
import { startChromium } from './chromium.mts';
import { Editor } from './editor.mts';
import { credentialChecks } from './stations/credential.mts';
import { fieldChecks } from './stations/fields.mts';
import { modelChecks } from './stations/models.mts';
import { nodesPanelChecks } from './stations/nodesPanel.mts';
import { ruleChecks } from './stations/rules.mts';
import { taskChecks } from './stations/tasks.mts';
import { triggerChecks } from './stations/trigger.mts';
import { videoChecks } from './stations/video.mts';
import { makeWalk } from './walk.mts';

const TASK_SECONDS = 2;

await runToTheEnd(async () => {
	const browser = await startChromium();
	const n8n = await installN8n();
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const tarball = await packPackage(packFolder);
	const sandbox = await startSandbox({ taskSeconds: TASK_SECONDS });
	atTheEnd(() => sandbox.close());
	const { url } = await startN8n({ n8n, tarball });
	console.log(`n8n ${n8n.version}, Chromium ${browser.version()}\n`);

	const api = await N8nApi.setUp(url);
	const walk = makeWalk(sandbox, api, await Editor.logIn(browser, url, api.owner));
	// The order is a newcomer's: the credential that they make is there from then on.
	const checks = [
		...nodesPanelChecks(walk),
		...fieldChecks(walk),
		...credentialChecks(walk),
		...modelChecks(walk),
		...ruleChecks(walk),
		...videoChecks(walk),
		...taskChecks(walk),
		...triggerChecks(walk),
	];
	// A pattern on the command line picks the checks whose names match it, and the credential they stand on.
	const wanted = process.argv[2] ?? '';
	const picked = checks.filter(({ name }) => new RegExp(`^credential:|${wanted}`).test(name));
	return await runChecks(
		picked.map(({ name, run }) => ({ name, run: () => withPictureOfFailure(walk, name, run) })),
	);
});

/** A failed step leaves a picture of what was on the screen then. */
async function withPictureOfFailure(
	{ editor }: ReturnType<typeof makeWalk>,
	name: string,
	run: () => Promise<void>,
): Promise<void> {
	try {
		await run();
	} catch (error) {
		await editor.takePicture(`failed-${name.replace(/[^a-z0-9]+/gi, '-')}`);
		throw error;
	}
}
