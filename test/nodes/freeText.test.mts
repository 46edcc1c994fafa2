/** What a person writes is sent as it is: fields that no parameter has. */

import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { findProvider } from '../../nodes/VeoVideo/providers/registry';
import type { SandboxFace } from '../../sandbox/sandbox.mts';
import { PNG } from './pictures.mts';
import { credentialsFor, MODEL, useStand, wordsOf } from './stand.mts';

const stand = useStand();

type Face = Exclude<SandboxFace, 'cdn'>;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

function at(provider: Face, parameters: INodeParameters, options: IDataObject = {}) {
	const { credentialType } = findProvider(provider) ?? { credentialType: '' };
	return {
		credentials: credentialsFor(stand.sandbox, credentialType, provider),
		parameters: { provider, ...parameters },
		options: { dryRun: true, ...options },
	};
}

/** Address and body of the request that would be sent. */
async function requestOf(provider: Face, parameters: INodeParameters, options?: IDataObject) {
	const { items } = await stand.run('create', at(provider, parameters, options));
	const { url, body } = items[0]?.json.request as { url: string; body: IDataObject };
	return { path: url.slice(stand.sandbox.urls[provider].length), body };
}

describe('additional fields', () => {
	it.each<[Face, IDataObject, IDataObject]>([
		[
			'twelveAi',
			{ metadata: { seed: 7 }, callback_url: 'https://example.com/hook' },
			{
				metadata: { aspectRatio: '16:9', durationSeconds: 6, seed: 7 },
				callback_url: 'https://example.com/hook',
			},
		],
		['uniAll', { extra_body: { seed: 7 } }, { extra_body: { generate_audio: true, seed: 7 } }],
		[
			'hingNetNative',
			{ parameters: { personGeneration: 'allow_adult', durationSeconds: null } },
			{
				parameters: { aspectRatio: '16:9', personGeneration: 'allow_adult', durationSeconds: null },
			},
		],
		[
			'hingNetNative',
			{ instances: [{ prompt: 'Another' }] },
			{ instances: [{ prompt: 'Another' }] },
		],
		['jieKouAi', { duration: 8, generate_audio: false }, { duration: 8, generate_audio: false }],
		['hingNet', { seconds: 5 }, { seconds: 5 }],
	])('join the body of %s last: %j', async (provider, additionalFields, expected) => {
		const model = findProvider(provider)?.models.at(-1)?.id ?? '';
		const parameters = { model: byId(model), duration: 6, aspectRatio: '16:9' };
		// Two closing braces would end an expression.
		const text = JSON.stringify(additionalFields).replaceAll('}}', '} }');
		const written = await requestOf(provider, parameters, { additionalFields: text });
		expect(written.body).toMatchObject(expected);
		const byExpression = { additionalFields: `={{ (${text}) }}` };
		expect(await requestOf(provider, parameters, byExpression)).toEqual(written);
	});

	it('are sent as the dry run shows them', async () => {
		await stand.run('create', {
			parameters: { duration: 6 },
			options: { additionalFields: '{"seconds": 8, "size": "1920x1080"}' },
		});
		expect(stand.sent()[0]?.body).toEqual({
			model: MODEL,
			prompt: 'A lion at sunset',
			seconds: 8,
			size: '1920x1080',
		});
	});

	it('go into a form as text, what is no text as JSON, and take the place of a file', async () => {
		const form = { inputMode: 'image', image: PNG.toString('base64') };
		const additionalFields = '{"seconds": 8, "style": "noir", "tags": {"a": [1]}}';
		await stand.failure('create', { parameters: form, options: { additionalFields } });
		expect(stand.sent()[0]?.body).toMatchObject({
			fields: { model: MODEL, seconds: '8', style: 'noir', tags: '{"a":[1]}' },
			files: [{ field: 'input_reference' }],
		});
		await stand.failure('create', {
			parameters: form,
			options: { additionalFields: '{"input_reference": "https://example.com/1.png"}' },
		});
		expect(stand.sent()[1]?.body).toMatchObject({
			fields: { input_reference: 'https://example.com/1.png' },
			files: [],
		});
	});

	it.each(['', ' ', '{}', '={{ $json.nothing }}'])('are none for %p', async (additionalFields) => {
		await stand.run('create', { options: { additionalFields } });
		expect(stand.sent()[0]?.body).toEqual({ model: MODEL, prompt: 'A lion at sunset' });
	});

	it('tell one order from another', async () => {
		const { runData } = await stand.run('create', {
			options: { additionalFields: '{"seconds": 4}' },
		});
		await stand.run('create', { runData, options: { additionalFields: '{"seconds": 4}' } });
		expect(stand.created()).toHaveLength(1);
	});

	it('change neither the address nor the key', async () => {
		const additionalFields = JSON.stringify({
			path: '/elsewhere',
			headers: { authorization: 'none' },
			__proto__: null,
		}).replace('}}', '},"__proto__":{"url":"https://example.com"}}');
		const error = await stand.failure('create', { options: { additionalFields } });
		expect(wordsOf(error)).toMatch(/unknown field/i);
		expect(stand.sent()[0]).toMatchObject({
			path: '/v1/videos',
			headers: { authorization: `Bearer ${stand.sandbox.key}` },
		});
	});
});
