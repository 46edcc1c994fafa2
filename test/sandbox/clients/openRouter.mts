/** OpenRouter's own client makes videos; a program of its own, since it comes as a module only. Prints what it saw. */

import { buffer } from 'node:stream/consumers';

import { OpenRouter } from '@openrouter/sdk';

const [url = '', key = '', image = ''] = process.argv.slice(2);
const client = (apiKey: string) => new OpenRouter({ apiKey, serverURL: `${url}/v1` });
const { videoGeneration } = client(key);

const nameOf = (error: unknown) =>
	error instanceof Error ? { name: error.constructor.name, message: error.message } : null;

async function create(prompt: string, from = videoGeneration) {
	return await from.generate({
		videoGenerationRequest: {
			model: 'google/veo-3.1-fast',
			prompt,
			duration: 4,
			resolution: '720p',
			aspectRatio: '16:9',
			frameImages: [{ type: 'image_url', imageUrl: { url: image }, frameType: 'first_frame' }],
			provider: { options: { googleVertex: { parameters: { negativePrompt: 'rain' } } } },
		},
	});
}

const created = await create('A lion');
const done = await videoGeneration.getGeneration({ jobId: created.id });
const file = await buffer(await videoGeneration.getVideoContent({ jobId: created.id }));
const { data: models } = await videoGeneration.listVideosModels();
const failed = await videoGeneration.getGeneration({ jobId: (await create('unlucky')).id });
const again = await create('busy');
const wrongKey = await create('A lion', client('wrong').videoGeneration).catch(nameOf);
const noJob = await videoGeneration.getGeneration({ jobId: 'nothing' }).catch(nameOf);

const seen = {
	created,
	done,
	bytes: file.length,
	begins: file.toString('latin1', 4, 8),
	models: models.map(({ id }) => id),
	failed,
	again: again.status,
	wrongKey,
	noJob,
};
process.stdout.write(JSON.stringify(seen));
