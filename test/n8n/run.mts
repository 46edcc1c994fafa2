/**
 * `npm run test:n8n -- [--n8n VERSION] [WORD]`: a real n8n loads the packed package and does its work
 * against the sandbox. VERSION is one that test/n8n/ pins; WORD picks the checks whose names hold it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startSandbox } from '../../sandbox/sandbox.mts';
import { agentChecks } from './checks/agent.mts';
import { badInputChecks } from './checks/badInput.mts';
import { credentialChecks } from './checks/credential.mts';
import { exampleChecks } from './checks/examples.mts';
import { gatewayChecks } from './checks/gateways.mts';
import { linkChecks } from './checks/links.mts';
import { nodeTypeChecks } from './checks/nodeType.mts';
import { providerChecks } from './checks/providers.mts';
import { retryChecks } from './checks/retries.mts';
import { subWorkflowChecks } from './checks/subWorkflow.mts';
import { stopChecks } from './checks/stopping.mts';
import { triggerChecks } from './checks/trigger.mts';
import { triggersTogetherChecks } from './checks/triggersTogether.mts';
import { videoChecks } from './checks/video.mts';
import { runChecks } from './checks.mts';
import { atTheEnd, runToTheEnd } from './cleanUp.mts';
import { installN8n } from './install.mts';
import { N8nApi } from './n8nApi.mts';
import { startN8n } from './n8nProcess.mts';
import { packPackage } from './pack.mts';
import { makeStage } from './stage.mts';

const TASK_SECONDS = 2;

await runToTheEnd(async () => {
	const { values, positionals } = parseArgs({
		options: { n8n: { type: 'string' } },
		allowPositionals: true,
	});
	const n8n = await installN8n(values.n8n);
	const packFolder = await mkdtemp(join(tmpdir(), 'veo-pack-'));
	atTheEnd(() => rm(packFolder, { recursive: true, force: true }));
	const tarball = await packPackage(packFolder);
	console.log(
		`${tarball.name} ${tarball.version}: ${tarball.files.length} files, ${tarball.size} bytes packed`,
	);

	const sandbox = await startSandbox({ taskSeconds: TASK_SECONDS });
	atTheEnd(() => sandbox.close());
	const startedAt = performance.now();
	const { url } = await startN8n({ n8n, tarball });
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(`n8n ${n8n.version} is up after ${seconds} s\n`);

	const stage = await makeStage(await N8nApi.setUp(url), sandbox, n8n);
	const [wanted = ''] = positionals;
	const checks = [
		...nodeTypeChecks(stage),
		...credentialChecks(stage),
		...videoChecks(stage),
		...linkChecks(stage),
		...badInputChecks(stage),
		...providerChecks(stage),
		...gatewayChecks(stage),
		...retryChecks(stage),
		...subWorkflowChecks(stage),
		...stopChecks(stage),
		...exampleChecks(stage),
		...agentChecks(stage),
		...triggerChecks(stage),
		...triggersTogetherChecks(stage, tarball),
	];
	return await runChecks(checks.filter(({ name }) => name.includes(wanted)));
});
