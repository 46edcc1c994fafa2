import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PROVIDERS } from '../../nodes/VeoVideo/providers/registry';
import { valueOf } from '../../nodes/VeoVideo/editor/errors';
import { hingNet } from '../../nodes/VeoVideo/providers/hingNet';
import { connect, redact, redactCut } from '../../nodes/VeoVideo/transport/connection';
import { keyGoesAlong, urlOf } from '../../nodes/VeoVideo/transport/origins';
import { makeContext } from '../nodes/nodeRun.mts';

const connection = {
	credentialType: 'hingNetApi',
	displayName: 'HingNet',
	origins: { base: 'https://api.example.com/gateway' },
	secret: 'oh-secret/key+1234',
};

describe('which links get the key', () => {
	it.each([
		'https://api.example.com/v1/videos/1/content',
		'https://api.example.com:443/files/1.mp4',
		'https://API.example.com/files/1.mp4',
	])('%s is the origin of the credential', (url) => {
		expect(keyGoesAlong(url, connection.origins, { link: url })).toBe(true);
		const without = { link: url, withoutKey: true } as const;
		expect(keyGoesAlong(url, connection.origins, without)).toBe(false);
	});

	it.each([
		'http://api.example.com/files/1.mp4',
		'https://api.example.com:8443/files/1.mp4',
		'https://api.example.com.evil.example/files/1.mp4',
		'https://evil-api.example.com/files/1.mp4',
		'https://cdn.api.example.com/files/1.mp4',
		'https://example.com/files/1.mp4',
		'https://api.example.com@evil.example/files/1.mp4',
		'https://api.example.com.:443/files/1.mp4',
		'https://evil.example/https://api.example.com/',
		'https://evil.example/?https://api.example.com/',
	])('%s is another origin', (url) => {
		expect(keyGoesAlong(url, connection.origins, { link: url })).toBe(false);
	});
});

describe('the key in texts that people see', () => {
	it.each([
		['as it is', connection.secret],
		['as part of a URL', encodeURIComponent(connection.secret)],
		['in JSON', JSON.stringify({ key: connection.secret })],
	])('is blacked out %s', (_form, echoed) => {
		const text = redact(`Invalid credential: Bearer ${echoed}, ${echoed}`, connection);
		expect(text).toContain('***');
		expect(text).not.toContain(connection.secret);
		expect(text).not.toContain(encodeURIComponent(connection.secret));
	});

	it('is blacked out in any text, plain or as JSON writes it', () => {
		const secrets = fc.string({ minLength: 6 }).filter((secret) => !secret.includes('*'));
		fc.assert(
			fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
				const own = { ...connection, secret };
				const text = `${before}${secret}${after}`;
				expect(redact(text, own)).not.toContain(secret);
				const escaped = JSON.stringify(secret).slice(1, -1);
				expect(redact(JSON.stringify(text), own)).not.toContain(escaped);
			}),
		);
	});

	it('is blacked out where a text breaks off in the middle of it, in each of its forms', () => {
		const { secret } = connection;
		for (const form of [secret, encodeURIComponent(secret), secret.replace('/', '\\/')]) {
			for (let length = 4; length <= form.length; length++) {
				const text = redactCut(`Bad key ${form.slice(0, length)}`, connection);
				expect(text).toBe('Bad key ***');
			}
		}
		expect(redactCut('{"id":"oh-1"', connection)).toBe('{"id":"oh-1"');
	});

	it('a key too short to be one does not black out ordinary words', () => {
		expect(redact('The video is ready', { ...connection, secret: 'e' })).toBe('The video is ready');
		expect(redact('The video is ready', { ...connection, secret: '' })).toBe('The video is ready');
	});
});

describe('the base URL of the credential', () => {
	const connectTo = async (baseUrl: string) => {
		const credentials = { hingNetApi: { apiKey: 'key', baseUrl } };
		const { context } = makeContext({ parameters: {}, credentials });
		return valueOf(context, 0, await connect(context, hingNet, 0));
	};

	it.each([
		['https://api.example.com', 'https://api.example.com/v1/videos'],
		['https://api.example.com/', 'https://api.example.com/v1/videos'],
		['https://api.example.com///', 'https://api.example.com/v1/videos'],
		[' https://api.example.com/gateway/ ', 'https://api.example.com/gateway/v1/videos'],
		// Pasted with the path that the node adds itself.
		['https://api.example.com/v1', 'https://api.example.com/v1/videos'],
		['https://api.example.com/v1/', 'https://api.example.com/v1/videos'],
		['https://api.example.com/v1beta', 'https://api.example.com/v1/videos'],
		['https://api.example.com/v1/videos/', 'https://api.example.com/v1/videos'],
		['https://api.example.com/gateway/v1', 'https://api.example.com/gateway/v1/videos'],
		// No whole part of a path.
		['https://api.example.com/dev1', 'https://api.example.com/dev1/v1/videos'],
		['https://v1', 'https://v1/v1/videos'],
	])('%p leads to %s', async (baseUrl, expected) => {
		const opened = await connectTo(baseUrl);
		expect(urlOf(opened.origins, { path: '/v1/videos' })).toBe(expected);
	});

	it.each(['?', '#', '/v1?', '/?#', '?a=b', '#top'])(
		'with %s at its end is refused',
		async (end) => {
			await expect(connectTo(`https://api.example.com${end}`)).rejects.toThrow('Base URL');
		},
	);

	it.each(
		PROVIDERS.filter(({ account }) => account === undefined).flatMap((provider) =>
			provider.addedPaths.map((path) => [provider.name, path, provider] as const),
		),
	)('%s: %s at its end is not added twice', async (_name, path, provider) => {
		const { credentialType } = provider;
		const { context } = makeContext({
			parameters: { provider: provider.name },
			credentials: {
				[credentialType]: { apiKey: 'key', baseUrl: `https://api.example.com${path}` },
			},
		});
		const { origins } = valueOf(context, 0, await connect(context, provider, 0));
		expect(origins.base).toBe('https://api.example.com');
	});

	describe('and other origins of the provider', () => {
		const origins = { base: 'https://queue.example.com', upload: 'https://files.example.net' };
		const originsOf = async (fields: Record<string, string>) => {
			const credentials = { hingNetApi: { apiKey: 'key', ...fields } };
			const { context } = makeContext({ parameters: {}, credentials });
			const { name: _name, ...provider } = { ...hingNet, origins };
			return valueOf(context, 0, await connect(context, provider, 0)).origins;
		};

		it("are the provider's own beside its own Base URL", async () => {
			for (const baseUrl of ['https://queue.example.com', ' https://QUEUE.example.com/v1/ ']) {
				expect(await originsOf({ baseUrl, uploadBaseUrl: ' ' })).toMatchObject({
					upload: 'https://files.example.net',
				});
			}
		});

		it('are that Base URL where somebody else answers at it, so that its key stays there', async () => {
			for (const base of ['https://proxy.example.org/fal', 'http://queue.example.com']) {
				const own = await originsOf({ baseUrl: base });
				expect(own).toEqual({ base });
				expect(urlOf(own, { path: '/file', at: 'upload' })).toBe(`${base}/file`);
			}
		});

		it('are what the credential has in a field of its own', async () => {
			const uploadBaseUrl = ' https://upload.example.org/x/ ';
			expect(await originsOf({ baseUrl: 'https://proxy.example.org', uploadBaseUrl })).toEqual({
				base: 'https://proxy.example.org',
				upload: 'https://upload.example.org/x',
			});
		});

		it('must be web addresses as well', async () => {
			const fields = { baseUrl: 'https://queue.example.com', uploadBaseUrl: 'files' };
			await expect(originsOf(fields)).rejects.toThrow(
				'The Upload Base URL of the HingNet credential is not a web address',
			);
		});
	});

	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		['api.example.com', 'is not a web address'],
		['ftp://api.example.com', 'is not a web address'],
		['https://', 'is not a web address'],
		['javascript:alert(1)', 'is not a web address'],
		['https://user:pass@api.example.com', 'user name'],
		['https://api.example.com?key=1', 'query'],
		['https://api.example.com#top', 'fragment'],
	])('%p is refused with words that name the field', async (baseUrl, words) => {
		await expect(connectTo(baseUrl)).rejects.toThrow(`The Base URL of the HingNet credential`);
		await expect(connectTo(baseUrl)).rejects.toThrow(words);
	});
});
