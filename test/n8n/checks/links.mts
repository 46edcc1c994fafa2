/** Links of the real n8n: to a video that was made, and to an image that a provider has to fetch. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Check, DoesNotApply } from '../checks.mts';
import { assertSuccess, outputItems } from '../execution.mts';
import { textAt } from '../json.mts';
import { type Stage, veoNode } from '../stage.mts';
import { sandboxFilmHash } from '../video.mts';

/** About 18 s. */
const LIFETIME_HOURS = 0.005;

export function linkChecks({ hingNet, run }: Stage): Check[] {
	return [
		{
			name: 'a link to the file gives all of it without a login, and ends with its time',
			isPatient: true,
			async run() {
				const options = { pollInterval: 1, makeLink: true, linkLifetime: LIFETIME_HOURS };
				const execution = await run(
					[{ prompt: 'A harbour' }],
					veoNode('generate', hingNet, { options: { ...options, fileName: 'Harbour / 1' } }),
				);
				assertSuccess(execution);
				const [item] = outputItems(execution, 'generate');
				assert.ok(item, 'generate gave no item');
				const { fileUrl, warning } = item.json;
				if (String(warning).includes('keeps files in memory')) {
					throw new DoesNotApply('it keeps files in memory');
				}
				assert.equal(textAt(item.binary['data'] ?? {}, 'fileName'), 'Harbour - 1.mp4');
				const reply = await fetch(String(fileUrl));
				assert.equal(reply.status, 200);
				assert.equal(reply.headers.get('content-type'), 'video/mp4');
				const bytes = Buffer.from(await reply.arrayBuffer());
				const hash = createHash('sha256').update(bytes).digest('hex');
				assert.equal(hash, await sandboxFilmHash());
				await sleep(LIFETIME_HOURS * 3_600_000 + 2000);
				const late = await fetch(String(fileUrl));
				assert.equal(late.status, 400, 'the link works after its time');
			},
		},
	];
}
