/** The installed package as n8n's editor lists it. */
import assert from 'node:assert/strict';

import type { Check } from '../checks.mts';
import { at, listAt } from '../json.mts';
import type { Stage } from '../stage.mts';
import { VEO_VIDEO_TYPE } from '../workflow.mts';

const OPERATIONS = ['cancel', 'create', 'download', 'generate', 'get'];

/** Checks that the node arrived from the tarball with all that the editor shows of it. */
export function nodeTypeChecks({ api }: Stage): Check[] {
	return [
		{
			name: 'n8n lists Veo Video with its five actions',
			async run() {
				const type = (await api.nodeTypes()).find((each) => at(each, 'name') === VEO_VIDEO_TYPE);
				assert.ok(type, `n8n lists no ${VEO_VIDEO_TYPE}`);
				assert.equal(at(type, 'displayName'), 'Veo Video');
				const operations = listAt(type, 'properties')
					.filter((property) => at(property, 'name') === 'operation')
					.flatMap((property) => listAt(property, 'options'))
					// n8n adds "Custom API Call" to nodes whose credential it can use in HTTP Request.
					.filter((option) => at(option, 'value') !== '__CUSTOM_API_CALL__');
				// Which of them are offered differs among providers: a field for each.
				const values = new Set(operations.map((each) => at(each, 'value')));
				assert.deepEqual([...values].sort(), OPERATIONS);
				for (const operation of operations) {
					assert.ok(
						at(operation, 'action'),
						`${at(operation, 'value')} has no action to be found by`,
					);
				}
			},
		},
		{
			name: 'n8n serves the icon',
			async run() {
				const type = (await api.nodeTypes()).find((each) => at(each, 'name') === VEO_VIDEO_TYPE);
				const icon = at(type, 'iconUrl');
				const paths = typeof icon === 'string' ? [icon] : [at(icon, 'light'), at(icon, 'dark')];
				for (const path of paths) {
					assert.ok(typeof path === 'string', 'the node has no icon');
					const response = await fetch(`${api.url}/${path.replace(/^\//, '')}`);
					assert.equal(response.status, 200, path);
					assert.match(await response.text(), /<svg/);
				}
			},
		},
	];
}
