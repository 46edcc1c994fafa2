/**
 * The mistakes that are made most, and what the editor says to each: the README prints this
 * table, and a test makes every one of them and holds the node to it.
 */

import { markdownTable } from '../../scripts/markdownTable.mts';
import { inEach, same, type Words } from '../../scripts/languages.mts';

export interface Mistake {
	/** What the person did, or what happened to them. */
	mistake: Words;
	/** The error's message, in English in every language, as the editor shows it. An ellipsis stands for what differs each time. */
	message: string;
	/** What to do: in English, a part of the error's description. */
	advice: Words;
}

export type MistakeName = keyof typeof MISTAKES;

export const MISTAKES = {
	noCredential: {
		mistake: { en: 'No credential is selected', zh: '没有选择凭证' },
		message: 'No credential for HingNet is selected',
		advice: {
			en: 'Select one at the top of the node, or make a new one there.',
			zh: '在节点顶部选择一个凭证，或在那里新建一个。',
		},
	},
	wrongKey: {
		mistake: { en: 'The API key is wrong', zh: 'API 密钥不对' },
		message: 'HingNet did not accept the API key',
		advice: {
			en: 'Check the API key and the Base URL in the HingNet credential.',
			zh: '检查 HingNet 凭证里的 API Key 和 Base URL。',
		},
	},
	noBaseUrl: {
		mistake: {
			en: 'The Base URL is missing (UniAll has no default)',
			zh: '没有填写 Base URL（UniAll 没有默认值）',
		},
		message: 'The Base URL of the HingNet credential is empty',
		advice: {
			en: 'Open the credential and enter the address that the provider gave you, for example https://api.example.com.',
			zh: '打开凭证，填写服务商给你的地址，例如 https://api.example.com。',
		},
	},
	noAddress: {
		mistake: { en: 'The Base URL lacks https://', zh: 'Base URL 缺少 https://' },
		message:
			'The Base URL of the HingNet credential is not a web address that begins with http:// or https://',
		advice: {
			en: 'Open the credential and enter the address that the provider gave you, for example https://api.example.com.',
			zh: '打开凭证，填写服务商给你的地址，例如 https://api.example.com。',
		},
	},
	wrongAddress: {
		mistake: { en: 'Nobody answers at the Base URL', zh: 'Base URL 没有服务应答' },
		message: 'HingNet could not be reached',
		advice: {
			en: 'Nothing was sent. Check the Base URL in the HingNet credential, and that this n8n may reach it.',
			zh: '请求没有发出。检查 HingNet 凭证里的 Base URL，以及这台 n8n 能否访问它。',
		},
	},
	noCredit: {
		mistake: { en: 'The account is empty', zh: '账户余额不足' },
		message: 'The HingNet account has no credit left',
		advice: { en: 'Top it up, and run this again.', zh: '充值后重新运行。' },
	},
	busy: {
		mistake: {
			en: 'The account sends more than the provider allows',
			zh: '请求频率超过服务商的限制',
		},
		message: 'HingNet receives too many requests from this account',
		advice: {
			en: 'Wait a while, or lower "Parallel Requests" in the options.',
			zh: '稍等片刻，或在选项里调低 Parallel Requests。',
		},
	},
	providerDown: {
		mistake: { en: 'The provider is out of order', zh: '服务商出现故障' },
		message: 'HingNet has a problem of its own (HTTP 500)',
		advice: {
			en: 'Try again later. If it stays, ask the provider.',
			zh: '稍后再试；如果一直如此，请联系服务商。',
		},
	},
	noPrompt: {
		mistake: { en: 'An expression yields no prompt', zh: '表达式没有得到提示词' },
		message: 'The prompt is empty',
		advice: {
			en: 'Describe in "Prompt" what the video should show.',
			zh: '在 Prompt 里描述视频要展示的内容。',
		},
	},
	refusedPrompt: {
		mistake: { en: 'The provider refuses the prompt', zh: '服务商拒绝了提示词' },
		message: 'HingNet refused the order: The prompt violates our usage policies',
		advice: {
			en: 'Change the prompt or the setting that it names, and run this again.',
			zh: '修改它指出的提示词或设置，然后重新运行。',
		},
	},
	otherModel: {
		mistake: {
			en: 'The provider was changed, and the model that 0.1.0 saved was not',
			zh: '换了服务商，但没有换 0.1.0 保存的模型',
		},
		message: 'The model "veo-3.1-fast-generate-preview" belongs to HingNet, not to JieKou AI',
		advice: {
			en: 'Choose a model from the list in "Model": Veo 3.1 (veo-3.1-generate) or Veo 3.1 Fast (veo-3.1-fast-generate).',
			zh: '从 Model 的列表里选择模型：Veo 3.1（veo-3.1-generate）或 Veo 3.1 Fast（veo-3.1-fast-generate）。',
		},
	},
	unknownModel: {
		mistake: {
			en: 'The model ID is misspelt, or was switched off',
			zh: '模型 ID 写错了，或模型已下线',
		},
		message: 'HingNet (Native Gemini) does not offer this model, or no longer',
		advice: {
			en: 'Choose another: veo-3.1-fast-generate-preview or veo-3.1-generate-preview.',
			zh: '换一个模型：veo-3.1-fast-generate-preview 或 veo-3.1-generate-preview。',
		},
	},
	wrongDuration: {
		mistake: {
			en: 'A duration that there is not, by an expression',
			zh: '表达式给出了不存在的时长',
		},
		message: 'HingNet does not offer a duration of 5 seconds',
		advice: {
			en: 'Set Duration to 4 seconds, 6 seconds or 8 seconds, or to "Default".',
			zh: '把 Duration 设为 4、6 或 8 秒，或 Default。',
		},
	},
	tooShort: {
		mistake: { en: '1080p with less than 8 seconds', zh: '1080p 但时长不足 8 秒' },
		message: 'HingNet cannot combine 1080p with 6 seconds',
		advice: {
			en: 'Set Duration to 8 seconds, or choose something other than 1080p.',
			zh: '把 Duration 设为 8 秒，或不要选 1080p。',
		},
	},
	fastReferences: {
		mistake: { en: 'Reference images with a fast model', zh: '快速模型配参考图' },
		message: '12AI cannot combine the model "veo-3.1-fast-generate-preview" with reference images',
		advice: {
			en: 'Set Create Video From to Text, First Frame or First and Last Frame, or choose another model: Veo 3.1 (veo-3.1-generate-preview).',
			zh: '把 Create Video From 设为 Text、First Frame 或 First and Last Frame，或换一个模型：Veo 3.1（veo-3.1-generate-preview）。',
		},
	},
	noImage: {
		mistake: { en: 'The image is missing', zh: '没有给图片' },
		message: '"First Frame" is empty',
		advice: {
			en: 'Enter a link, a data URI or base64 text, or set Image Source to "File From Previous Node".',
			zh: '填写链接、data URI 或 base64 文本，或把 Image Source 设为 File From Previous Node。',
		},
	},
	imagePath: {
		mistake: { en: 'A file name instead of an image', zh: '填了文件名而不是图片' },
		message: 'The text in "First Frame" is not an image',
		advice: {
			en: 'Enter a link that begins with http:// or https://. To send a file that an earlier node loaded, set Image Source to "File From Previous Node".',
			zh: '填写以 http:// 或 https:// 开头的链接。要发送前面节点载入的文件，把 Image Source 设为 File From Previous Node。',
		},
	},
	noSuchFile: {
		mistake: { en: 'The file lies in a field of another name', zh: '文件在另一个名称的字段里' },
		message: 'The item has no binary field "photo", which "First Frame" names',
		advice: {
			en: 'Enter in "First Frame" the name of a field that the item has: data.',
			zh: '在 First Frame 里填写该条目已有的字段名：data。',
		},
	},
	notAnImage: {
		mistake: { en: 'The file is a PDF', zh: '文件是 PDF' },
		message: 'The binary field "data" holds no image',
		advice: {
			en: 'Its type is given as application/pdf, and its bytes are no PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or HEIC. Choose another field in "First Frame".',
			zh: '它的类型是 application/pdf，内容不是 PNG、JPEG、WebP、GIF、BMP、TIFF、AVIF 或 HEIC。在 First Frame 里换一个字段。',
		},
	},
	linksOnly: {
		mistake: {
			en: 'A file for a provider that takes links alone, and n8n has no public address',
			zh: '服务商只接受链接，却给了文件，而 n8n 没有公网地址',
		},
		message: 'UniAll takes files only by a link, and cannot reach this n8n at …',
		advice: {
			en: 'set WEBHOOK_URL to the public address of this n8n',
			zh: '把 WEBHOOK_URL 设为这台 n8n 的公网地址',
		},
	},
	tooFewImages: {
		mistake: { en: 'Too few reference images', zh: '参考图太少' },
		message: 'UniAll takes 2 to 3 reference images, but there is only 1',
		advice: {
			en: 'Add or remove images in "Reference Images" until there are 2 to 3.',
			zh: '在 Reference Images 里增减图片，直到有 2 至 3 张。',
		},
	},
	tooManyVideos: {
		mistake: { en: 'More items than Maximum Videos allows', zh: '项数超过 Maximum Videos 的上限' },
		message: 'This run would order 3 videos, and "Maximum Videos" is 2',
		advice: {
			en: 'Give the node fewer items, lower "Number of Videos", or raise "Maximum Videos" in the options.',
			zh: '减少输入的项，调低 Number of Videos，或在选项里调高 Maximum Videos。',
		},
	},
	linkWithoutFile: {
		mistake: {
			en: 'A link to the file is wanted, and the file is not',
			zh: '要生成文件链接，却没有下载文件',
		},
		message: '"Make Link to File" needs the file, and "Download Video" is off',
		advice: {
			en: 'Switch on "Download Video" in the options, or switch off "Make Link to File".',
			zh: '在选项里打开 Download Video，或关闭 Make Link to File。',
		},
	},
	mayBeCreated: {
		mistake: { en: 'The connection breaks while a video is ordered', zh: '下单时连接中断' },
		message: 'The video may have been created: HingNet gave no readable answer to the order',
		advice: {
			en: 'Look for the video in your HingNet account. If it is not there, run the workflow anew.',
			zh: '到你的 HingNet 账户里查找这个视频；如果没有，再重新运行工作流。',
		},
	},
	failedTask: {
		mistake: { en: 'A safety filter stops the video', zh: '视频被安全过滤拦下' },
		message:
			'The provider could not make the video (task …): Blocked by the safety filter (video_generation_failed)',
		advice: {
			en: 'Change the prompt, the images or the settings that the reason names, and try again.',
			zh: '按原因修改提示词、图片或设置，然后再试。',
		},
	},
	tooSlow: {
		mistake: {
			en: 'The video takes longer than the node waits',
			zh: '视频生成的时间超过了等待时间',
		},
		message: 'The video was not finished after … seconds of waiting (task …)',
		advice: {
			en: 'The task goes on at the provider. Use "Get" or "Download" with the task ID … later, or raise "Maximum Wait (Seconds)".',
			zh: '任务在服务商那里继续：稍后用任务 ID 运行 Get 或 Download，或调高 Maximum Wait (Seconds)。',
		},
	},
	noTaskId: {
		mistake: { en: 'An expression yields no task ID', zh: '表达式没有得到任务 ID' },
		message: 'The task ID is missing',
		advice: {
			en: 'Enter in "Task ID" what "Create" returned as taskId, for example with the expression {{ $json.taskId }}.',
			zh: '在 Task ID 里填写 Create 返回的 taskId，例如用表达式 {{ $json.taskId }}。',
		},
	},
	linkAsTaskId: {
		mistake: { en: "The video's link instead of its task ID", zh: '把视频链接当成任务 ID' },
		message: 'The task ID is a link',
		advice: {
			en: 'Enter in "Task ID" what "Create" returned as taskId. To fetch a video by its link, use the node "HTTP Request".',
			zh: '在 Task ID 里填写 Create 返回的 taskId。要按链接获取视频，请用 HTTP Request 节点。',
		},
	},
	unknownTask: {
		mistake: { en: 'A task of another account or provider', zh: '任务属于别的账户或服务商' },
		message: 'HingNet knows no task "video_of_another_account"',
		advice: {
			en: 'Check the Task ID, and that Provider and credential are those with which the video was created.',
			zh: '检查 Task ID，并确认 Provider 和凭证与创建视频时相同。',
		},
	},
	tooEarly: {
		mistake: { en: 'The download comes before the video is finished', zh: '视频还没完成就下载' },
		message: 'The video is not ready yet: task … is queued, 0 %',
		advice: {
			en: 'Wait for it first: use the operation "Get" with the option "Wait for Completion", the operation "Generate", or the Veo Video Trigger.',
			zh: '先等它完成：用带 Wait for Completion 选项的 Get、用 Generate，或用 Veo Video Trigger。',
		},
	},
	tableKey: {
		mistake: {
			en: 'Track Task with a key that n8n does not accept',
			zh: 'Track Task 的密钥不被 n8n 接受',
		},
		message:
			'The task table "veo_video_tasks" could not be looked up: n8n does not accept the API key',
		advice: {
			en: 'Make a new key in this n8n (Settings, n8n API), and enter it in the credential "Veo Task Table API".',
			zh: '在这台 n8n 里新建密钥（Settings → n8n API），填入凭证 Veo Task Table API。',
		},
	},
	tableAddress: {
		mistake: {
			en: 'Track Task with an address at which n8n does not reach itself',
			zh: 'Track Task 的地址无法访问 n8n 自己',
		},
		message:
			'The task table "veo_video_tasks" could not be looked up: no n8n answers at the Base URL',
		advice: {
			en: 'Check the Base URL in the credential "Veo Task Table API". It is the address under which this n8n reaches itself: http://localhost:5678, or in Docker Compose the name of the main service, for example http://n8n:5678.',
			zh: '检查凭证 Veo Task Table API 里的 Base URL。它是这台 n8n 访问自己的地址：http://localhost:5678；在 Docker Compose 里用主服务的名称，例如 http://n8n:5678。',
		},
	},
} as const satisfies Readonly<Record<string, Mistake>>;

/** The table as the README prints it. */
export function mistakesTable(): Words {
	const head = [
		{ en: 'What happened', zh: '发生了什么' },
		{ en: 'What the editor says', zh: '编辑器的提示' },
		{ en: 'What to do', zh: '怎么办' },
	];
	return markdownTable(
		head,
		Object.values(MISTAKES).map(({ mistake, message, advice }) =>
			[mistake, same(message), advice].map(withPlainAddresses),
		),
	);
}

/** An address that is an example is no link to click. */
function withPlainAddresses(words: Words): Words {
	return inEach((language) => words[language].replace(/https?:\/\/(?:[\w.:-]*\w)?/g, '`$&`'));
}
