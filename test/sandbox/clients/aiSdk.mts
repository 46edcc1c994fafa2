/** Vercel's AI SDK makes videos at Replicate and at OpenRouter; a program of its own, since it comes as modules only. */

import { createReplicate } from '@ai-sdk/replicate';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { experimental_generateVideo as generateVideo } from 'ai';

const [replicateUrl = '', openRouterUrl = '', key = ''] = process.argv.slice(2);

const replicate = createReplicate({ apiToken: key, baseURL: `${replicateUrl}/v1` });
const openRouter = createOpenRouter({ apiKey: key, baseURL: `${openRouterUrl}/v1` });

type Model = Parameters<typeof generateVideo>[0]['model'];

/** The file's own host gets no key, except where the provider's link wants one. */
async function make(model: Model, prompt: string, headers: Record<string, string> = {}) {
	const { video } = await generateVideo({
		model,
		prompt,
		aspectRatio: '9:16',
		duration: 4,
		seed: 7,
		maxRetries: 0,
		providerOptions: { replicate: { resolution: '720p', pollIntervalMs: 20 } },
		poll: { intervalMs: 20 },
		async download({ url }) {
			const reply = await fetch(url, { headers });
			const mediaType = reply.headers.get('content-type') ?? undefined;
			return { data: new Uint8Array(await reply.arrayBuffer()), mediaType };
		},
	});
	const bytes = Buffer.from(video.uint8Array);
	return { bytes: bytes.length, begins: bytes.toString('latin1', 4, 8), type: video.mediaType };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : null);

const atOpenRouter = openRouter.videoModel('google/veo-3.1-lite', { pollIntervalMs: 20 });
const authorization = `Bearer ${key}`;
const seen = {
	replicate: await make(replicate.video('google/veo-3.1-fast'), 'A lion'),
	replicateFails: await make(replicate.video('google/veo-3.1'), 'unlucky').catch(messageOf),
	openRouter: await make(atOpenRouter, 'A lion', { authorization }),
	openRouterFails: await make(atOpenRouter, 'unlucky').catch(messageOf),
};
process.stdout.write(JSON.stringify(seen));
