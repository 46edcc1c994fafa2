/** Files at providers that take links alone: by a signed link of this n8n, or not at all, and then before anything is paid. */

import '../transport/withoutPauses.mts';

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';

import { type FileStore, openFileStore } from '../files/fileStore.mts';
import { isPrivateHost } from '../../nodes/VeoVideo/terms/privateHosts';
import { PNG } from './pictures.mts';
import { credentialsFor, useStand, wordsOf } from './stand.mts';

const stand = useStand();

const AT_UNIALL: INodeParameters = {
	provider: 'uniAll',
	model: { __rl: true, mode: 'list', value: 'veo-3.1' },
	inputMode: 'image',
	imageInput: 'binary',
	image: 'data',
};
const TEXTS = { imageInput: 'url', image: PNG.toString('base64') };
const inMemory = (): IBinaryData => ({ data: PNG.toString('base64'), mimeType: 'image/png' });
const uniAll = () => credentialsFor(stand.sandbox, 'uniAllApi', 'uniAll');
const elsewhere = { uniAllApi: { apiKey: 'key', baseUrl: 'https://api.example.com' } };

describe('where n8n keeps files in memory', () => {
	it.each([
		['a file', {}],
		['base64', TEXTS],
	])('%s is refused before anything is sent', async (_name, parameters) => {
		const error = await stand.failure('create', {
			credentials: uniAll(),
			items: [{ json: {}, binary: { data: inMemory() } }],
			parameters: { ...AT_UNIALL, ...parameters },
		});
		expect(wordsOf(error)).toContain('UniAll takes files only by a link');
		expect(wordsOf(error)).toContain('N8N_DEFAULT_BINARY_DATA_MODE');
		expect(error.context.safeToOrderAgain).toBe(true);
		expect(stand.sent()).toEqual([]);
	});
});

describe('where n8n keeps files in its store', () => {
	let store: FileStore;
	let film: Buffer;
	beforeAll(async () => {
		store = await openFileStore();
		film = await readFile(new URL('../../sandbox/video/veo-sandbox.mp4', `file://${__filename}`));
	});
	afterAll(async () => await store.close());

	/** The bytes to which the links in the order lead, as n8n's endpoint hands them out. */
	async function arrived(): Promise<Buffer[]> {
		const body = stand
			.sent('create')
			.map(({ body: sent }) => JSON.stringify(sent))
			.join();
		const tokens = [...body.matchAll(/signed\?token=([\w.-]+)/g)].map(([, token = '']) => token);
		return await Promise.all(
			tokens.map(async (token) => {
				const id = store.service.validateSignedToken(token);
				return await store.service.getAsBuffer({ data: '', mimeType: '', id });
			}),
		);
	}

	it.each([
		['uniAll', 'image', 1, {}],
		['uniAll', 'image', 1, TEXTS],
		['uniAll', 'references', 2, {}],
		['hingNet', 'frames', 2, {}],
		['hingNetNative', 'image', 1, {}],
	] as const)('at %s %s gets a link to each of %i files', async (face, inputMode, count, texts) => {
		const type = face === 'uniAll' ? 'uniAllApi' : 'hingNetApi';
		await stand.run('create', {
			credentials: credentialsFor(stand.sandbox, type, face),
			items: [{ json: {}, binary: { data: await store.keep(PNG, 'image/png') } }],
			parameters: {
				...AT_UNIALL,
				provider: face,
				inputMode,
				lastImage: 'data',
				referenceImages: { values: [{ image: 'data' }, { image: 'data' }] },
				...texts,
			},
		});
		expect(await arrived()).toEqual(Array.from({ length: count }, () => PNG));
	});

	it('a file that was stored as something else is stored as what it is', async () => {
		const file = await store.keep(PNG, 'application/octet-stream');
		await stand.run('create', {
			credentials: uniAll(),
			items: [{ json: {}, binary: { data: file } }],
			parameters: AT_UNIALL,
		});
		expect(await arrived()).toEqual([PNG]);
	});

	it.each([
		['a file', 'data', 'binary'],
		['base64', '', 'url'],
	])('a video to extend goes in as %s', async (_name, video, imageInput) => {
		await stand.run('create', {
			credentials: uniAll(),
			items: [{ json: {}, binary: { data: await store.keep(film, 'video/mp4') } }],
			parameters: {
				...AT_UNIALL,
				inputMode: 'video',
				imageInput,
				video: video || film.toString('base64'),
			},
		});
		const [bytes] = await arrived();
		expect(bytes?.equals(film)).toBe(true);
	});

	it('is refused where the provider cannot reach this n8n, and says what to set', async () => {
		const error = await stand.failure('create', {
			credentials: elsewhere,
			items: [{ json: {}, binary: { data: await store.keep(PNG, 'image/png') } }],
			parameters: AT_UNIALL,
		});
		expect(error.message).toContain('UniAll takes files only by a link, and cannot reach this n8n');
		expect(error.description).toContain('WEBHOOK_URL');
		expect(error.context.safeToOrderAgain).toBe(true);
	});

	it('is not refused where this n8n has a public address', async () => {
		const { items } = await stand.run('create', {
			credentials: elsewhere,
			restApiUrl: 'https://n8n.example.com/rest',
			items: [{ json: {}, binary: { data: await store.keep(PNG, 'image/png') } }],
			parameters: AT_UNIALL,
			options: { dryRun: true },
		});
		expect(JSON.stringify(items[0]?.json.request)).toContain(
			'(the link of this n8n that image.png',
		);
	});
});

it.each([
	['http://localhost:5678/rest', true],
	['http://n8n:5678/rest', true],
	['http://127.0.0.1/rest', true],
	['http://[::1]:5678/rest', true],
	['http://[::ffff:10.0.0.1]/rest', true],
	['http://[fd00::1]/rest', true],
	['http://172.20.0.3/rest', true],
	['http://192.168.1.5/rest', true],
	['http://n8n.local/rest', true],
	['http://172.32.0.3/rest', false],
	['http://[2001:db8::1]/rest', false],
	['https://n8n.example.com/rest', false],
])('whether only the own network reaches %s: %p', (url, expected) => {
	expect(isPrivateHost(url)).toBe(expected);
});
