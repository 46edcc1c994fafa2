/** What the pages print is what leaves the node: literally, through n8n's own context, over HTTP. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { findProvider } from '../../nodes/VeoVideo/providers/registry';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { PNG } from '../nodes/pictures.mts';
import { runNode } from '../nodes/nodeRun.mts';
import { DOCUMENTED_REQUESTS } from './documents.mts';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 1 });
});
afterAll(async () => await sandbox.close());

describe('request examples of the pages', () => {
	it.each(DOCUMENTED_REQUESTS.map((one) => [one.page, one.example, one] as const))(
		'%s: %s',
		async (_page, _example, { face, parameters, path, body }) => {
			const before = sandbox.requests.length;
			const { items } = await runNode({
				parameters: { provider: face, operation: 'create', ...parameters },
				credentials: {
					[findProvider(face)?.credentialType ?? '']: {
						apiKey: sandbox.key,
						baseUrl: sandbox.urls[face === 'cdn' ? 'hingNet' : face],
					},
				},
			});
			const sent = sandbox.requests.slice(before);
			expect(sent).toHaveLength(1);
			expect(sent[0]).toMatchObject({ method: 'POST', path, body });
			expect(sent[0]?.body).toEqual(body);
			expect(sent[0]?.headers.authorization).toBe(`Bearer ${sandbox.key}`);
			expect(items[0]?.json.taskId).toBe(sandbox.created.at(-1)?.taskId);
		},
	);

	it('HingNet, OpenAI style: an uploaded file goes as a form', async () => {
		await runNode({
			parameters: {
				provider: 'hingNet',
				operation: 'create',
				inputMode: 'image',
				imageInput: 'binary',
				image: 'photo',
				model: { __rl: true, mode: 'id', value: 'veo-3.1-generate-preview' },
				prompt: 'Camera slowly zooms in, cinematic lighting',
				duration: 6,
				resolution: '720p',
				aspectRatio: '16:9',
			},
			items: [
				{
					json: {},
					binary: { photo: { data: PNG.toString('base64'), mimeType: 'text/plain' } },
				},
			],
			credentials: { hingNetApi: { apiKey: sandbox.key, baseUrl: sandbox.urls.hingNet } },
		});
		expect(sandbox.requests.at(-1)?.body).toMatchObject({
			fields: {
				model: 'veo-3.1-generate-preview',
				prompt: 'Camera slowly zooms in, cinematic lighting',
				seconds: '6',
				size: '1280x720',
			},
			files: [{ field: 'input_reference', contentType: 'image/png', bytes: PNG.length }],
		});
	});
});
