import { describe, expect, it } from '@jest/globals';

import { fingerprintOf, formerFingerprintOf } from '../../nodes/VeoVideo/tasks/fingerprint';
import type { RequestBody, ServiceRequest } from '../../nodes/VeoVideo/terms/request';
import type { SourceImage, VideoSpec } from '../../nodes/VeoVideo/terms/spec';
import { JPEG, PNG } from '../nodes/pictures.mts';

const AT = { provider: 'hingNet', baseUrl: 'https://api.example.com' };
const SPEC: VideoSpec = { inputMode: 'frames', model: 'veo', prompt: 'A secret lion', options: {} };
const imageOf = (bytes: Buffer, mimeType = 'image/png'): SourceImage => ({
	type: 'bytes',
	bytes,
	mimeType,
	fileName: 'image.png',
	given: 'file',
});
const printOf = (spec: Partial<VideoSpec> = {}, at = AT, additionalFields = {}) =>
	fingerprintOf(at, { ...SPEC, ...spec }, additionalFields);

describe('whether two videos are the same', () => {
	it('depends on nothing but what is asked for, and where', () => {
		const { prompt, ...rest } = SPEC;
		expect(printOf()).toBe(fingerprintOf(AT, { prompt, ...rest }, {}));
		expect(printOf({ options: { seed: 7, sampleCount: 2 } })).toBe(
			printOf({ options: { sampleCount: 2, seed: 7 } }),
		);
		const image = imageOf(PNG);
		const again = { ...imageOf(Buffer.from(PNG)), reload: async () => Promise.reject(new Error()) };
		expect(printOf({ image })).toBe(printOf({ image: again }));
	});

	it.each([
		['the prompt', printOf({ prompt: 'A lioness' })],
		['a setting', printOf({ durationSeconds: 6 })],
		['an option', printOf({ options: { seed: 7 } })],
		['an image', printOf({ image: imageOf(PNG) })],
		['another image', printOf({ image: imageOf(JPEG) })],
		['its type', printOf({ image: imageOf(PNG, 'image/webp') })],
		['its place', printOf({ lastImage: imageOf(PNG) })],
		['a link', printOf({ image: { type: 'url', url: 'https://example.com/a.png' } })],
		['two references', printOf({ referenceImages: [imageOf(PNG), imageOf(JPEG)] })],
		['their order', printOf({ referenceImages: [imageOf(JPEG), imageOf(PNG)] })],
		['an additional field', printOf({}, AT, { seed: 7 })],
		['the address', printOf({}, { ...AT, baseUrl: 'https://other.example.com' })],
		['the interface', printOf({}, { ...AT, provider: 'hingNetNative' })],
	])('%s tells it apart', (_what, other) => {
		expect(other).not.toBe(printOf());
	});

	it('two that differ from it differ from each other, and say nothing of what is in them', () => {
		const prints = [PNG, JPEG].flatMap((bytes) => [
			printOf({ image: imageOf(bytes) }),
			printOf({ lastImage: imageOf(bytes) }),
			printOf({ referenceImages: [imageOf(bytes)] }),
		]);
		expect(new Set(prints).size).toBe(prints.length);
		for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe('the fingerprint that 0.1.0 took', () => {
	const json = (fields: Record<string, unknown>): RequestBody => ({ type: 'json', json: fields });
	const form = (bytes: Buffer, changes = {}): RequestBody => ({
		type: 'multipart',
		fields: { prompt: 'A lion' },
		files: [
			{ field: 'input_reference', fileName: 'image.png', mimeType: 'image/png', bytes, ...changes },
		],
	});
	const order = (body?: RequestBody, changes: Partial<ServiceRequest> = {}) =>
		formerFingerprintOf('https://api.example.com', {
			method: 'POST',
			path: '/v1/videos',
			...(body && { body }),
			...changes,
		});

	it('depends on nothing but what would be sent', () => {
		expect(order(json({ prompt: 'A lion' }))).toBe(order(json({ prompt: 'A lion' })));
		expect(order(form(Buffer.from(PNG)))).toBe(order(form(PNG)));
	});

	it.each([
		['the prompt', order(json({ prompt: 'A lion' })), order(json({ prompt: 'A lioness' }))],
		['a setting', order(json({ seconds: 4 })), order(json({ seconds: 6 }))],
		['the image', order(form(PNG)), order(form(JPEG))],
		['the type of the image', order(form(PNG)), order(form(PNG, { mimeType: 'image/webp' }))],
		['the form of the body', order(json({ prompt: 'A lion' })), order(form(PNG))],
		['the path', order(undefined), order(undefined, { path: '/v2/videos' })],
		['the query', order(undefined), order(undefined, { query: { model: 'veo' } })],
		[
			'the provider',
			order(undefined),
			formerFingerprintOf('https://other.example.com', { method: 'POST', path: '/v1/videos' }),
		],
	])('%s tells them apart', (_what, one, other) => {
		expect(one).not.toBe(other);
	});

	it('says nothing of what is in it', () => {
		expect(order(json({ prompt: 'A secret lion' }))).toMatch(/^[0-9a-f]{64}$/);
	});
});
