/**
 * Gateways with OpenAI's `/v1/videos`, which nobody owns: https://docs.litellm.ai/docs/videos,
 * https://github.com/QuantumNous/new-api, https://portkey.ai. All of them take a model, a prompt, seconds
 * and a size, and one file as the first frame. What else they take, and how, is a family's own; what a
 * gateway does not know it leaves out without a word, and charges all the same.
 */

import { isJsonObject, textAt } from '../terms/json';
import type { VideoSpec } from '../terms/spec';
import { renamed } from './dialects/fields';
import { findNoSize, sizeOf } from './dialects/pixels';
import { pathSegment } from './dialects/read';
import { liteLlm } from './openAiCompatible/liteLlm';
import { readerFor, REFUSALS } from './openAiCompatible/replies';
import {
	base64Of,
	create,
	formWith,
	GOOGLE,
	googleParameters,
	headOf,
	knownSizeOf,
	plainFields,
	TEXT_AND_IMAGE,
} from './openAiCompatible/requests';
import type { GatewayFamily, ListedModel, Provider } from './provider';
import { offersOf } from './rules/offers';

const NAME = 'openAiCompatible';
const DISPLAY_NAME = 'OpenAI-Compatible';

/** Vertex AI's own ids, as operators mostly set them up. */
const models: Provider['models'] = [
	{ tier: 'veo-3.1', id: 'veo-3.1-generate-001' },
	{ tier: 'veo-3.1-fast', id: 'veo-3.1-fast-generate-001' },
	{ tier: 'veo-3.1-lite', id: 'veo-3.1-lite-generate-001' },
];

const openAi = {
	name: 'openAi',
	displayName: 'OpenAI',
	description: 'Any gateway: text or a first frame, and nothing but what all of them take',
	documentation: 'https://platform.openai.com/docs/api-reference/videos',
	offers: offersOf(
		{
			...GOOGLE,
			soundSwitch: false,
			options: [],
			// Some read a tall 4k size as a wide one.
			together: [{ when: { resolution: '4k' }, only: { aspectRatio: ['16:9'] } }],
		},
		TEXT_AND_IMAGE,
	),
	findUnsayable: (spec: VideoSpec) => findNoSize(DISPLAY_NAME, spec),
	createRequest(spec: VideoSpec) {
		const json = plainFields(spec, sizeOf(spec));
		return create(spec.image ? formWith(spec.image, json) : { type: 'json', json });
	},
} satisfies GatewayFamily;

/** As JSON `seconds` is for the bill alone: the length that is rendered goes into the metadata. */
const newApi: GatewayFamily = {
	name: 'newApi',
	displayName: 'New-API',
	description: 'Gateways that run new-api: text or a first frame, with sound, seed, and more',
	documentation: 'https://github.com/QuantumNous/new-api',
	offers: offersOf(GOOGLE, TEXT_AND_IMAGE),
	createRequest(spec) {
		const { image } = spec;
		const metadata = {
			...renamed(spec, { durationSeconds: 'durationSeconds' }),
			...googleParameters(spec),
		};
		const dataUri = image && `${headOf(image)}${base64Of(image)}`;
		return create({
			type: 'json',
			json: {
				...plainFields(spec, knownSizeOf(spec)),
				...(dataUri !== undefined && { images: [dataUri] }),
				...(Object.keys(metadata).length > 0 && { metadata }),
			},
		});
	},
};

/** Names are their operator's own: those with "veo" in them make videos with it. */
function readModels(body: unknown): ListedModel[] | null {
	if (!isJsonObject(body) || !Array.isArray(body.data)) return null;
	return body.data.filter(isJsonObject).flatMap((model): ListedModel[] => {
		const id = textAt(model, 'id');
		if (id === null || !/veo/i.test(id)) return [];
		const unsaid = { durations: [], resolutions: [], aspectRatios: [], hasSoundSwitch: true };
		return [{ id, name: textAt(model, 'name'), ...unsaid }];
	});
}

export const openAiCompatible: Provider = {
	name: NAME,
	displayName: DISPLAY_NAME,
	summary: 'Any gateway with /v1/videos: LiteLLM, new-api, Portkey, and others',
	credentialType: 'veoOpenAiCompatibleApi',
	documentation: openAi.documentation,
	addedPaths: ['/v1/videos', '/v1'],
	models,
	offers: openAi.offers,
	findUnsayable: openAi.findUnsayable,
	createRequest: openAi.createRequest,
	families: [openAi, newApi, liteLlm],
	refusals: REFUSALS,
	statusRequest: (taskId) => ({ method: 'GET', path: `/v1/videos/${pathSegment(taskId)}` }),
	files: ({ taskId, videoUrl }) => [
		{
			path: `/v1/videos/${pathSegment(taskId)}/content`,
			...(videoUrl !== null && { otherwise: { link: videoUrl } }),
		},
	],
	read: readerFor(NAME),
	modelList: { request: { method: 'GET', path: '/v1/models' }, read: readModels, binds: false },
};
