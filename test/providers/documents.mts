/** Every request example of the providers' pages: the node's parameters, and the request that the page prints. */

import type { INodeParameters } from 'n8n-workflow';

import type { SandboxFace } from '../../sandbox/sandbox.mts';

export interface DocumentedRequest {
	page: string;
	example: string;
	face: SandboxFace;
	parameters: INodeParameters;
	path: string;
	body: unknown;
}

const model = (value: string) => ({ __rl: true, mode: 'id', value });

const hingNet: DocumentedRequest[] = [
	{
		page: 'HingNet, OpenAI style',
		example: 'text',
		face: 'hingNet',
		parameters: {
			inputMode: 'text',
			model: model('veo-3.1-fast-generate-preview'),
			prompt:
				'A cinematic shot of a lion walking through golden savanna at sunset, dramatic lighting',
			duration: 6,
			resolution: '720p',
			aspectRatio: '16:9',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt:
				'A cinematic shot of a lion walking through golden savanna at sunset, dramatic lighting',
			seconds: 6,
			size: '1280x720',
		},
	},
	{
		page: 'HingNet, OpenAI style',
		example: 'first frame by link',
		face: 'hingNet',
		parameters: {
			inputMode: 'image',
			model: model('veo-3.1-generate-preview'),
			prompt: 'Camera slowly zooms in, cinematic lighting',
			image: 'https://example.com/image.jpg',
			duration: 6,
			resolution: '720p',
			aspectRatio: '16:9',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-preview',
			prompt: 'Camera slowly zooms in, cinematic lighting',
			seconds: 6,
			size: '1280x720',
			input_reference: ['https://example.com/image.jpg'],
		},
	},
	{
		page: 'HingNet, OpenAI style',
		example: 'first and last frame',
		face: 'hingNet',
		parameters: {
			inputMode: 'frames',
			model: model('veo-3.1-generate-preview'),
			prompt: 'Smooth transition between scenes',
			image: 'https://example.com/first_frame.jpg',
			lastImage: 'https://example.com/last_frame.jpg',
			duration: 6,
			resolution: '720p',
			aspectRatio: '16:9',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-preview',
			prompt: 'Smooth transition between scenes',
			seconds: 6,
			size: '1280x720',
			input_reference: [
				'https://example.com/first_frame.jpg',
				'https://example.com/last_frame.jpg',
			],
		},
	},
	{
		page: 'HingNet, OpenAI style',
		example: 'three images, the most that its table of parameters allows',
		face: 'hingNet',
		parameters: {
			inputMode: 'references',
			model: model('veo-3.1-generate-preview'),
			prompt: 'The three friends walk through the market',
			referenceImages: {
				values: [
					{ image: 'https://example.com/a.jpg' },
					{ image: 'https://example.com/b.jpg' },
					{ image: 'https://example.com/c.jpg' },
				],
			},
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-preview',
			prompt: 'The three friends walk through the market',
			input_reference: [
				'https://example.com/a.jpg',
				'https://example.com/b.jpg',
				'https://example.com/c.jpg',
			],
		},
	},
];

const hingNetNative: DocumentedRequest[] = [
	{
		page: 'HingNet, native',
		example: 'text',
		face: 'hingNetNative',
		parameters: {
			inputMode: 'text',
			model: model('veo-3.1-generate-preview'),
			prompt: 'a drone rises from a beach at sunset, cinematic',
			duration: 6,
			aspectRatio: '16:9',
			resolution: '720p',
		},
		path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
		body: {
			instances: [{ prompt: 'a drone rises from a beach at sunset, cinematic' }],
			parameters: { durationSeconds: 6, aspectRatio: '16:9', resolution: '720p' },
		},
	},
	{
		page: 'HingNet, native',
		example: 'one image',
		face: 'hingNetNative',
		parameters: {
			inputMode: 'image',
			model: model('veo-3.1-generate-preview'),
			prompt: 'night city with neon rain',
			image: 'https://example.com/ref.jpg',
			duration: 6,
			aspectRatio: '16:9',
		},
		path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
		body: {
			instances: [
				{ prompt: 'night city with neon rain', image: { uri: 'https://example.com/ref.jpg' } },
			],
			parameters: { durationSeconds: 6, aspectRatio: '16:9' },
		},
	},
	{
		page: 'HingNet, native',
		example: 'first and last frame',
		face: 'hingNetNative',
		parameters: {
			inputMode: 'frames',
			model: model('veo-3.1-generate-preview'),
			prompt: 'transition effect',
			image: 'https://example.com/first.jpg',
			lastImage: 'https://example.com/last.jpg',
			duration: 6,
		},
		path: '/v1beta/models/veo-3.1-generate-preview:predictLongRunning',
		body: {
			instances: [{ prompt: 'transition effect', image: { uri: 'https://example.com/first.jpg' } }],
			parameters: {
				durationSeconds: 6,
				lastFrame: { uri: 'https://example.com/last.jpg' },
			},
		},
	},
];

const jieKouAi: DocumentedRequest[] = [
	{
		page: 'JieKou AI, image to video',
		example: 'every field of the table but the last image',
		face: 'jieKouAi',
		parameters: {
			inputMode: 'references',
			model: model('veo-3.1-generate'),
			prompt: 'The three friends walk through the market',
			referenceImages: {
				values: [
					{ image: 'https://example.com/a.jpg' },
					{ image: 'https://example.com/b.jpg' },
					{ image: 'https://example.com/c.jpg' },
				],
			},
			aspectRatio: '9:16',
			duration: 8,
			resolution: '1080p',
			generateAudio: false,
			options: {
				enhancePrompt: true,
				negativePrompt: 'watermark',
				personGeneration: 'dont_allow',
				sampleCount: 2,
				seed: 4294967295,
			},
		},
		path: '/v3/async/veo-3.1-generate-img2video',
		body: {
			prompt: 'The three friends walk through the market',
			reference_images: [
				{ image: 'https://example.com/a.jpg', reference_type: 'asset' },
				{ image: 'https://example.com/b.jpg', reference_type: 'asset' },
				{ image: 'https://example.com/c.jpg', reference_type: 'asset' },
			],
			aspect_ratio: '9:16',
			duration_seconds: 8,
			enhance_prompt: true,
			generate_audio: false,
			negative_prompt: 'watermark',
			person_generation: 'dont_allow',
			resolution: '1080p',
			sample_count: 2,
			seed: 4294967295,
		},
	},
	{
		page: 'JieKou AI, image to video',
		example: 'image and last image',
		face: 'jieKouAi',
		parameters: {
			inputMode: 'frames',
			model: model('veo-3.1-fast-generate'),
			prompt: 'From morning to night',
			image: 'https://example.com/first.png',
			lastImage: 'https://example.com/last.png',
		},
		path: '/v3/async/veo-3.1-fast-generate-img2video',
		body: {
			prompt: 'From morning to night',
			image: 'https://example.com/first.png',
			last_image: 'https://example.com/last.png',
			generate_audio: true,
		},
	},
	{
		page: 'JieKou AI, text to video',
		example: 'only what is required',
		face: 'jieKouAi',
		parameters: {
			inputMode: 'text',
			model: model('veo-3.1-generate'),
			prompt: 'A quiet harbour at dawn',
		},
		path: '/v3/async/veo-3.1-generate-text2video',
		body: { prompt: 'A quiet harbour at dawn', generate_audio: true },
	},
];

const uniAll: DocumentedRequest[] = [
	{
		page: 'UniAll',
		example: 'text',
		face: 'uniAll',
		parameters: {
			inputMode: 'text',
			model: model('veo3.1-video-1080p'),
			prompt: '黄金时刻的街头采访镜头,镜头轻微手持晃动,人物真实发声,环境中有自然城市背景音。',
			aspectRatio: '16:9',
			duration: 8,
			generateAudio: true,
			options: { negativePrompt: '水印, 模糊', seed: 7 },
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-video-1080p',
			prompt: '黄金时刻的街头采访镜头,镜头轻微手持晃动,人物真实发声,环境中有自然城市背景音。',
			size: '1080p',
			aspect_ratio: '16:9',
			duration: 8,
			extra_body: { generate_audio: true, negative_prompt: '水印, 模糊', seed: 7 },
		},
	},
	{
		page: 'UniAll',
		example: 'one image',
		face: 'uniAll',
		parameters: {
			inputMode: 'image',
			model: model('veo3.1-video-720p'),
			prompt: '商品在干净的摄影棚桌面上缓慢旋转,伴随柔和反射光。',
			image: 'https://example.com/keyframe.png',
			aspectRatio: '16:9',
			duration: 6,
			generateAudio: false,
			options: { negativePrompt: '伪影, 抖动' },
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-video-720p',
			prompt: '商品在干净的摄影棚桌面上缓慢旋转,伴随柔和反射光。',
			image: 'https://example.com/keyframe.png',
			size: '720p',
			aspect_ratio: '16:9',
			duration: 6,
			extra_body: { generate_audio: false, negative_prompt: '伪影, 抖动' },
		},
	},
	{
		page: 'UniAll',
		example: 'first and last frame',
		face: 'uniAll',
		parameters: {
			inputMode: 'frames',
			model: model('veo3.1-fast-video-1080p'),
			prompt: '让画面从首帧自然过渡到尾帧,保持主体身份一致、镜头语言连贯。',
			image: 'https://example.com/start-frame.png',
			lastImage: 'https://example.com/end-frame.png',
			aspectRatio: '16:9',
			duration: 6,
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-fast-video-1080p',
			prompt: '让画面从首帧自然过渡到尾帧,保持主体身份一致、镜头语言连贯。',
			image: 'https://example.com/start-frame.png',
			last_image: 'https://example.com/end-frame.png',
			size: '1080p',
			aspect_ratio: '16:9',
			duration: 6,
			extra_body: { generate_audio: true },
		},
	},
	{
		page: 'UniAll',
		example: 'reference images',
		face: 'uniAll',
		parameters: {
			inputMode: 'references',
			model: model('veo3.1-video-1080p'),
			prompt: '保持同一角色的脸、服装和身份一致,在雨夜小巷中向前行走。',
			referenceImages: {
				values: [
					{ image: 'https://example.com/ref-1.png' },
					{ image: 'https://example.com/ref-2.png' },
				],
			},
			aspectRatio: '9:16',
			duration: 6,
			options: { seed: 11 },
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-video-1080p',
			prompt: '保持同一角色的脸、服装和身份一致,在雨夜小巷中向前行走。',
			images: ['https://example.com/ref-1.png', 'https://example.com/ref-2.png'],
			size: '1080p',
			aspect_ratio: '9:16',
			duration: 6,
			extra_body: { generate_audio: true, seed: 11 },
		},
	},
	{
		page: 'UniAll',
		example: 'extension',
		face: 'uniAll',
		parameters: {
			inputMode: 'video',
			model: model('veo3.1-video-720p'),
			prompt: '自然续接原视频中的动作,并保持同样的场景风格。',
			video: 'https://example.com/source.mp4',
			duration: 6,
			options: { negativePrompt: '闪烁, 故障感', seed: 9 },
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-video-720p',
			prompt: '自然续接原视频中的动作,并保持同样的场景风格。',
			video: 'https://example.com/source.mp4',
			size: '720p',
			duration: 6,
			extra_body: { negative_prompt: '闪烁, 故障感', seed: 9 },
		},
	},
	{
		page: 'UniAll',
		example: 'one image and no prompt, which is "not absolutely required"',
		face: 'uniAll',
		parameters: {
			inputMode: 'image',
			model: model('veo3.1-video-720p'),
			image: 'https://example.com/keyframe.png',
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-video-720p',
			image: 'https://example.com/keyframe.png',
			size: '720p',
			extra_body: { generate_audio: true },
		},
	},
	{
		page: 'UniAll',
		example: 'extension without a prompt',
		face: 'uniAll',
		parameters: {
			inputMode: 'video',
			model: model('veo3.1-fast-video-4k'),
			prompt: '  ',
			resolution: '4k',
			video: 'https://example.com/source.mp4',
		},
		path: '/v1/video/generations',
		body: {
			model: 'veo3.1-fast-video-4k',
			video: 'https://example.com/source.mp4',
			size: '4k',
		},
	},
];

const twelveAi: DocumentedRequest[] = [
	{
		page: '12AI',
		example: '1: first frame',
		face: 'twelveAi',
		parameters: {
			inputMode: 'image',
			model: model('veo-3.1-fast-generate-preview'),
			prompt: '让画面中的主体动起来,镜头缓慢推进,电影级画质',
			image: 'https://example.com/image1.jpg',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt: '让画面中的主体动起来,镜头缓慢推进,电影级画质',
			images: ['https://example.com/image1.jpg'],
		},
	},
	{
		page: '12AI',
		example: '2: first and last frame',
		face: 'twelveAi',
		parameters: {
			inputMode: 'frames',
			model: model('veo-3.1-fast-generate-preview'),
			prompt: '平滑过渡,自然变化',
			image: 'https://example.com/image1.jpg',
			lastImage: 'https://example.com/image2.jpg',
			duration: 8,
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt: '平滑过渡,自然变化',
			images: ['https://example.com/image1.jpg', 'https://example.com/image2.jpg'],
			metadata: { durationSeconds: 8 },
		},
	},
	{
		page: '12AI',
		example: '3: text',
		face: 'twelveAi',
		parameters: {
			inputMode: 'text',
			model: model('veo-3.1-fast-generate-preview'),
			prompt: '一只可爱的橘猫在花园里追逐蝴蝶,慢动作镜头',
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt: '一只可爱的橘猫在花园里追逐蝴蝶,慢动作镜头',
		},
	},
	{
		page: '12AI',
		example: '4: first frame with all settings',
		face: 'twelveAi',
		parameters: {
			inputMode: 'image',
			model: model('veo-3.1-fast-generate-preview'),
			prompt: '让画面动起来,镜头缓慢推进',
			image: 'https://example.com/image1.jpg',
			aspectRatio: '16:9',
			duration: 6,
			options: { negativePrompt: '模糊,低质量,变形', personGeneration: 'allow_adult' },
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt: '让画面动起来,镜头缓慢推进',
			images: ['https://example.com/image1.jpg'],
			metadata: {
				aspectRatio: '16:9',
				durationSeconds: 6,
				negativePrompt: '模糊,低质量,变形',
				personGeneration: 'allow_adult',
			},
		},
	},
	{
		page: '12AI',
		example: '5: portrait',
		face: 'twelveAi',
		parameters: {
			inputMode: 'text',
			model: model('veo-3.1-fast-generate-preview'),
			prompt: '一个人在城市街道上行走',
			aspectRatio: '9:16',
			duration: 4,
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-fast-generate-preview',
			prompt: '一个人在城市街道上行走',
			metadata: { aspectRatio: '9:16', durationSeconds: 4 },
		},
	},
	{
		page: '12AI',
		example: '6: reference images',
		face: 'twelveAi',
		parameters: {
			inputMode: 'references',
			model: model('veo-3.1-generate-preview'),
			prompt: '一只可爱的猫咪在花园里玩耍',
			referenceImages: {
				values: [
					{ image: 'https://example.com/image1.jpg' },
					{ image: 'https://example.com/image2.jpg' },
				],
			},
			aspectRatio: '16:9',
			duration: 8,
		},
		path: '/v1/videos',
		body: {
			model: 'veo-3.1-generate-preview',
			prompt: '一只可爱的猫咪在花园里玩耍',
			metadata: {
				aspectRatio: '16:9',
				durationSeconds: 8,
				referenceImages: [
					{
						image: { bytesBase64Encoded: 'https://example.com/image1.jpg' },
						referenceType: 'asset',
					},
					{
						image: { bytesBase64Encoded: 'https://example.com/image2.jpg' },
						referenceType: 'asset',
					},
				],
			},
		},
	},
];

export const DOCUMENTED_REQUESTS: readonly DocumentedRequest[] = [
	...hingNet,
	...hingNetNative,
	...jieKouAi,
	...uniAll,
	...twelveAi,
];
