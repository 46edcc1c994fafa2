// The requests that the providers' pages print as examples, one list a provider.
import { PNG_BASE64 } from './client.mts';

export interface Example {
	name: string;
	path: string;
	body: Record<string, unknown>;
}

const FAST = 'veo-3.1-fast-generate-preview';
const STANDARD = 'veo-3.1-generate-preview';
const IMAGE = 'https://example.com/image.jpg';
const FIRST = 'https://example.com/first_frame.jpg';
const LAST = 'https://example.com/last_frame.jpg';

function hingNet(name: string, body: Record<string, unknown>): Example {
	return { name, path: '/v1/videos', body: { seconds: 6, size: '1280x720', ...body } };
}

export const HING_NET: readonly Example[] = [
	hingNet('text', { model: FAST, prompt: 'A cinematic shot of a lion' }),
	hingNet('image', { model: STANDARD, prompt: 'Camera zooms in', input_reference: [IMAGE] }),
	hingNet('frames', { model: STANDARD, prompt: 'Transition', input_reference: [FIRST, LAST] }),
	hingNet('three', {
		model: STANDARD,
		prompt: 'References',
		input_reference: [IMAGE, FIRST, LAST],
	}),
];

function native(name: string, instance: object, parameters: object): Example {
	return {
		name,
		path: `/v1beta/models/${STANDARD}:predictLongRunning`,
		body: { instances: [instance], parameters },
	};
}

export const HING_NET_NATIVE: readonly Example[] = [
	native(
		'text',
		{ prompt: 'a drone rises from a beach at sunset, cinematic' },
		{ durationSeconds: 6, aspectRatio: '16:9', resolution: '720p' },
	),
	native(
		'image',
		{ prompt: 'night city with neon rain', image: { uri: 'https://example.com/ref.jpg' } },
		{ durationSeconds: 6, aspectRatio: '16:9' },
	),
	native(
		'frames',
		{ prompt: 'transition effect', image: { uri: 'https://example.com/first.jpg' } },
		{ durationSeconds: 6, lastFrame: { uri: 'https://example.com/last.jpg' } },
	),
];

/** The page prints no body: these hold all thirteen fields between them. */
export const JIE_KOU_AI: readonly Example[] = [
	{
		name: 'images',
		path: '/v3/async/veo-3.1-generate-img2video',
		body: {
			prompt: 'a cat',
			image: IMAGE,
			last_image: PNG_BASE64,
			aspect_ratio: '9:16',
			duration_seconds: 4,
			enhance_prompt: true,
			generate_audio: false,
			negative_prompt: 'blur',
			person_generation: 'allow_all',
			resolution: '1080p',
			sample_count: 2,
			seed: 4_294_967_295,
		},
	},
	{
		name: 'references',
		path: '/v3/async/veo-3.1-fast-generate-img2video',
		body: {
			prompt: 'a cat',
			generate_audio: true,
			reference_images: [
				{ image: IMAGE, reference_type: 'asset' },
				{ image: `data:image/png;base64,${PNG_BASE64}`, reference_type: 'asset' },
			],
		},
	},
	{
		name: 'text',
		path: '/v3/async/veo-3.1-fast-generate-text2video',
		body: { prompt: 'a cat', generate_audio: true },
	},
];

function uniAll(name: string, body: Record<string, unknown>): Example {
	return { name, path: '/v1/video/generations', body };
}

export const UNI_ALL: readonly Example[] = [
	uniAll('text', {
		model: 'veo3.1-video-1080p',
		prompt: '黄金时刻的街头采访镜头,镜头轻微手持晃动,人物真实发声,环境中有自然城市背景音。',
		size: '1080p',
		aspect_ratio: '16:9',
		duration: 8,
		extra_body: { generate_audio: true, negative_prompt: '水印, 模糊', seed: 7 },
	}),
	uniAll('image', {
		model: 'veo3.1-video-720p',
		prompt: '商品在干净的摄影棚桌面上缓慢旋转,伴随柔和反射光。',
		image: 'https://example.com/keyframe.png',
		size: '720p',
		aspect_ratio: '16:9',
		duration: 6,
		extra_body: { generate_audio: false, negative_prompt: '伪影, 抖动' },
	}),
	uniAll('frames', {
		model: 'veo3.1-fast-video-1080p',
		prompt: '让画面从首帧自然过渡到尾帧,保持主体身份一致、镜头语言连贯。',
		image: 'https://example.com/start-frame.png',
		last_image: 'https://example.com/end-frame.png',
		size: '1080p',
		aspect_ratio: '16:9',
		duration: 6,
		extra_body: { generate_audio: true },
	}),
	uniAll('references', {
		model: 'veo3.1-video-1080p',
		prompt: '保持同一角色的脸、服装和身份一致,在雨夜小巷中向前行走。',
		images: ['https://example.com/ref-1.png', 'https://example.com/ref-2.png'],
		size: '1080p',
		aspect_ratio: '9:16',
		duration: 6,
		extra_body: { generate_audio: true, seed: 11 },
	}),
	uniAll('extension', {
		model: 'veo3.1-video-720p',
		prompt: '自然续接原视频中的动作,并保持同样的场景风格。',
		video: 'https://example.com/source.mp4',
		size: '720p',
		duration: 6,
		extra_body: { negative_prompt: '闪烁, 故障感', seed: 9 },
	}),
];

function twelveAi(name: string, body: Record<string, unknown>): Example {
	return { name, path: '/v1/videos', body: { model: FAST, ...body } };
}

const reference = (bytesBase64Encoded: string, more: object = {}) => ({
	image: { bytesBase64Encoded, ...more },
	referenceType: 'asset',
});

export const TWELVE_AI: readonly Example[] = [
	twelveAi('text', { prompt: '一只可爱的橘猫在阳光明媚的花园里追逐蝴蝶,慢动作镜头,电影级画质' }),
	twelveAi('image URL', {
		prompt: '猫咪开始奔跑,镜头跟随',
		images: ['https://example.com/cat-sitting.jpg'],
	}),
	twelveAi('image base64', { prompt: '猫咪开始奔跑,镜头跟随', images: [PNG_BASE64] }),
	twelveAi('frames', {
		prompt: '平滑过渡,自然变化',
		images: ['https://example.com/frame-start.jpg', 'https://example.com/frame-end.jpg'],
		metadata: { durationSeconds: 8 },
	}),
	twelveAi('references', {
		model: STANDARD,
		prompt: '一只可爱的猫咪在花园里玩耍',
		metadata: {
			aspectRatio: '16:9',
			durationSeconds: 8,
			referenceImages: [
				reference('https://example.com/style-ref1.jpg'),
				reference(PNG_BASE64, { mimeType: 'image/png' }),
			],
		},
	}),
	twelveAi('image and metadata', {
		prompt: '让画面动起来,镜头缓慢推进',
		images: ['https://example.com/start-frame.jpg'],
		metadata: {
			aspectRatio: '16:9',
			durationSeconds: 6,
			negativePrompt: '模糊,低质量,变形',
			personGeneration: 'allow_adult',
		},
	}),
	twelveAi('portrait', {
		prompt: '一个人在城市街道上行走',
		metadata: { aspectRatio: '9:16', durationSeconds: 4 },
	}),
];
