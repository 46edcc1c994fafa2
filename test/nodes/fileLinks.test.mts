/** What goes out with a file: its name, and a link of this n8n to it. */

import '../transport/withoutPauses.mts';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type FileStore, openFileStore } from '../files/fileStore.mts';
import { credentialsFor, useStand } from './stand.mts';

const stand = useStand();

/** Three videos of one order. */
const THREE = () => ({
	credentials: credentialsFor(stand.sandbox, 'jieKouAiApi', 'jieKouAi'),
	parameters: {
		provider: 'jieKouAi',
		model: { __rl: true, mode: 'list', value: 'veo-3.1-fast' },
	},
});

describe('where n8n keeps files in memory', () => {
	it('a video comes without its link, and says why', async () => {
		const { items } = await stand.run('generate', { options: { makeLink: true } });
		expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
		expect(items[0]?.json.fileUrl).toBeNull();
		expect(items[0]?.json.warning).toContain('N8N_DEFAULT_BINARY_DATA_MODE');
	});

	it('nothing speaks of links where none is wanted', async () => {
		const { items } = await stand.run('generate');
		expect(items[0]?.json).not.toHaveProperty('fileUrl');
		expect(items[0]?.json).not.toHaveProperty('warning');
	});
});

describe('a link to no file', () => {
	it('is refused before anything is sent', async () => {
		const error = await stand.failure('generate', {
			options: { makeLink: true, downloadVideo: false },
		});
		expect(error.message).toContain('"Make Link to File" needs the file');
		expect(stand.sent()).toEqual([]);
	});

	it.each([0, -1, 'a day', 9000])('nor one that is good for %p hours', async (linkLifetime) => {
		const error = await stand.failure('generate', { options: { makeLink: true, linkLifetime } });
		expect(error.message).toContain('"Link Lifetime (Hours)" must be a number');
		expect(stand.sent()).toEqual([]);
	});
});

describe('the name of a file', () => {
	it('is what the item says, with the ending that the bytes have', async () => {
		const { items } = await stand.run('generate', {
			items: [{ json: { title: 'Löwe: am/Abend.MOV' } }],
			parameters: { prompt: 'A lion' },
			options: { fileName: '={{ $json.title }}' },
		});
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: 'Löwe- am-Abend.mp4',
			fileExtension: 'mp4',
			mimeType: 'video/mp4',
		});
	});

	it('has a number where there are several videos', async () => {
		const options = { fileName: 'scene', sampleCount: 3 };
		const { items } = await stand.run('generate', { ...THREE(), options });
		const names = Object.values(items[0]?.binary ?? {}).map(({ fileName }) => fileName);
		expect(names).toEqual(['scene-1.mp4', 'scene-2.mp4', 'scene-3.mp4']);
	});
});

describe('where n8n keeps files in its store', () => {
	let store: FileStore;
	beforeAll(async () => {
		store = await openFileStore();
	});
	afterAll(async () => await store.close());

	/** What n8n's own endpoint reads out of a link, and for how many seconds it is good. */
	function opened(link: unknown): { id: string; seconds: number } {
		const url = new URL(String(link));
		const token = url.searchParams.get('token') ?? '';
		const [, payload = ''] = token.split('.');
		const { exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
			exp: number;
			iat: number;
		};
		expect(url.pathname).toBe('/rest/binary-data/signed');
		return { id: service().validateSignedToken(token), seconds: exp - iat };
	}
	const service = () => store.service;

	it('the link leads to the file of the item, for a day', async () => {
		const { items } = await stand.run('generate', { options: { makeLink: true } });
		const { fileUrl, fileUrls, warning } = items[0]?.json ?? {};
		expect(opened(fileUrl)).toEqual({ id: items[0]?.binary?.data?.id, seconds: 86_400 });
		expect([fileUrls, warning]).toEqual([undefined, undefined]);
	});

	it('the same from Download, for as long as Link Lifetime says', async () => {
		const made = await stand.run('generate', { options: { downloadVideo: false } });
		const { items } = await stand.run('download', {
			items: made.items,
			options: { makeLink: true, linkLifetime: 0.5 },
		});
		expect(opened(items[0]?.json.fileUrl)).toEqual({
			id: items[0]?.binary?.data?.id,
			seconds: 1800,
		});
	});

	it('each of several videos has its own', async () => {
		const options = { makeLink: true, sampleCount: 3 };
		const { items } = await stand.run('generate', { ...THREE(), options });
		const [item] = items;
		const links = item?.json.fileUrls as string[];
		expect(links.map((link) => opened(link).id)).toEqual(
			Object.values(item?.binary ?? {}).map(({ id }) => id),
		);
		expect(item?.json.fileUrl).toBe(links[0]);
	});
});
