import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NodeOperationError, type IBinaryData } from 'n8n-workflow';

import { valueOf } from '../../nodes/VeoVideo/editor/errors';
import { imageFromBinary, imageFromText, imageTypeOf } from '../../nodes/VeoVideo/files/images';
import { makeContext } from '../nodes/nodeRun.mts';
import { JPEG, NO_PICTURES, PICTURES, PNG } from '../nodes/pictures.mts';

function contextWith(binary?: Record<string, IBinaryData>) {
	return makeContext({
		parameters: {},
		credentials: {},
		items: [{ json: {} }, { json: {}, ...(binary && { binary }) }],
	}).context;
}

const file = (bytes: Buffer, mimeType = 'application/octet-stream'): IBinaryData => ({
	data: bytes.toString('base64'),
	mimeType,
});
const fromText = (text: string) => valueOf(contextWith(), 1, imageFromText('Image', text));
const fromField = async (name: string, binary?: Record<string, IBinaryData>) =>
	valueOf(contextWith(), 1, await imageFromBinary(contextWith(binary), 1, 'Image', name));

async function errorOf(work: () => unknown): Promise<NodeOperationError> {
	const error = await (async () => await work())().catch((one: unknown) => one);
	if (error instanceof NodeOperationError) return error;
	throw new Error(`Expected a NodeOperationError, but got ${String(error)}`);
}

describe('what a file is, by its bytes', () => {
	it.each(PICTURES)('%s (.%s)', (mimeType, _ending, bytes) => {
		expect(imageTypeOf(bytes)).toBe(mimeType);
	});

	it.each(NO_PICTURES)('%s is no picture', (_what, bytes) => {
		expect(imageTypeOf(bytes)).toBeNull();
	});

	it('can be asked of any bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
				const type = imageTypeOf(Buffer.from(bytes));
				expect(type === null || type.startsWith('image/')).toBe(true);
			}),
		);
	});
});

describe('an image as text', () => {
	it.each(['https://example.com/a.jpg', 'http://example.com/a?x=1&y=2', 'HTTPS://example.com/ä'])(
		'%s is a link, and goes on letter by letter',
		(url) => {
			expect(fromText(`  ${url}\n`)).toEqual({ type: 'url', url });
		},
	);

	it.each(PICTURES)('base64 text of %s', (mimeType, ending, bytes) => {
		expect(fromText(bytes.toString('base64'))).toEqual({
			type: 'bytes',
			bytes,
			mimeType,
			fileName: `image.${ending}`,
			given: 'base64',
			reload: expect.any(Function),
		});
	});

	it.each([
		['with the right type', `data:image/png;base64,${PNG.toString('base64')}`],
		['that lies about its type', `data:text/plain;base64,${PNG.toString('base64')}`],
		['without a type', `data:;base64,${PNG.toString('base64')}`],
		['with parameters', `data:image/png;charset=utf-8;base64,${PNG.toString('base64')}`],
		['in capitals', `DATA:image/png;BASE64,${PNG.toString('base64')}`],
	])('a data URI %s: the bytes decide', (_how, text) => {
		expect(fromText(text)).toMatchObject({
			type: 'bytes',
			bytes: PNG,
			mimeType: 'image/png',
			given: 'dataUri',
		});
	});

	it('base64 text in lines, as files and mails hold it', () => {
		const lines = JPEG.toString('base64').replace(/(.{10})/g, '$1\r\n');
		expect(fromText(lines)).toMatchObject({ bytes: JPEG, mimeType: 'image/jpeg' });
	});

	it('base64url text without padding', () => {
		expect(fromText(JPEG.toString('base64url'))).toMatchObject({ bytes: JPEG });
	});

	it.each([
		['a broken data URI', 'data:image/png;base64,@@@@'],
		['a data URI without bytes', 'data:image/png;base64,'],
		['a data URI that is not base64', 'data:image/svg+xml;utf8,<svg/>'],
		['base64 with a foreign letter', `${PNG.toString('base64').slice(0, 20)}*`],
		['base64 of something else', Buffer.from('<html>Sign in</html>').toString('base64')],
		['a local path', '/home/me/image.png'],
		['another scheme', 'ftp://example.com/image.png'],
		['a file name', 'image.png'],
		['the text of an object', '[object Object]'],
	])('%s is refused with what to enter', async (_what, text) => {
		const error = await errorOf(() => fromText(text));
		expect(error.message).toContain('The text in "Image" is not an image');
		expect(error.message).toContain('[item 1]');
		expect(error.description).toMatch(/https?:\/\/|Binary Field/);
		expect(error.context.itemIndex).toBe(1);
	});

	it.each(['', '  \n'])('%p is refused as empty', async (text) => {
		const error = await errorOf(() => fromText(text));
		expect(error.message).toContain('"Image" is empty');
		expect(error.context.itemIndex).toBe(1);
	});

	it('any text is an image, or refused as one', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				try {
					expect(['url', 'bytes']).toContain(fromText(text).type);
				} catch (error) {
					expect(error).toBeInstanceOf(NodeOperationError);
				}
			}),
		);
	});
});

describe('an image in a binary field', () => {
	it.each(PICTURES)(
		'%s, though its type is given as something else',
		async (mimeType, ending, bytes) => {
			expect(await fromField('photo', { photo: file(bytes, 'text/plain') })).toEqual({
				type: 'bytes',
				bytes,
				mimeType,
				fileName: `image.${ending}`,
				given: 'file',
				reload: expect.any(Function),
			});
		},
	);

	it('is found by a name with space around it', async () => {
		expect(await fromField(' photo ', { photo: file(PNG) })).toMatchObject({ bytes: PNG });
	});

	it('that is missing: the message names it and those that are there', async () => {
		const error = await errorOf(
			async () => await fromField('data', { photo: file(PNG), sketch: file(JPEG) }),
		);
		expect(error.message).toContain('no binary field "data"');
		expect(error.message).toContain('[item 1]');
		expect(error.description).toContain('photo, sketch');
		expect(error.context.itemIndex).toBe(1);
	});

	it('of an item without files: the message says how to load one', async () => {
		const error = await errorOf(async () => await fromField('data'));
		expect(error.message).toContain('no binary field "data"');
		expect(error.description).toContain('HTTP Request');
	});

	it.each(NO_PICTURES)('that holds %s is refused', async (_what, bytes) => {
		const error = await errorOf(
			async () => await fromField('photo', { photo: file(bytes, 'image/png') }),
		);
		expect(error.message).toContain('"photo" holds no image');
		expect(error.description).toContain('image/png');
		expect(error.context.itemIndex).toBe(1);
	});
});
