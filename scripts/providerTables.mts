/** What each provider allows, as tables for the README, made from the data that the node checks with. */

import type {
	Choices,
	Provider,
	ProviderOption,
	ProviderRules,
	Restriction,
} from '../nodes/VeoVideo/providers/provider';
import type * as registry from '../nodes/VeoVideo/providers/registry';
import type * as words from '../nodes/VeoVideo/providers/words';
import type { ImageForm, InputMode } from '../nodes/VeoVideo/terms/spec';
import { anyOf, joined, listOf, same, type Words } from './languages.mts';
import { linesOf, markdownTable, NOTHING } from './markdownTable.mts';

const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

/** In the order in which a restriction names them. */
const ALLOWED = ['inputMode', 'durationSeconds', 'resolution', 'aspectRatio'] as const;
const CHOICES = ['family', ...ALLOWED] as const;

interface Shipped {
	PROVIDERS: typeof registry.PROVIDERS;
	words: typeof words;
}

/** The tables as they are built: Node can run the sources only with the endings that n8n's build leaves out. */
async function load(): Promise<Shipped> {
	const folder = '../dist/nodes/VeoVideo/providers';
	const { PROVIDERS }: typeof registry = await import(`${folder}/registry.js`);
	return { PROVIDERS, words: await import(`${folder}/words.js`) };
}

// What ships is English. This is the Chinese for it, in the words of the providers' own pages.

const CHINESE_MODES: Readonly<Record<InputMode, string>> = {
	text: '文生视频',
	image: '图生视频',
	frames: '首尾帧',
	references: '参考图',
	video: '视频续写',
};

const CHINESE_OPTIONS: Readonly<Record<ProviderOption, string>> = {
	negativePrompt: '负面提示词',
	enhancePrompt: '增强提示词',
	personGeneration: '人物生成',
	seed: '随机种子',
	sampleCount: '视频数量',
};

/** By the name of the family; the rules know it as text only, so that a new one shows when it is looked up. */
const CHINESE_FAMILIES: ReadonlyMap<string, string> = new Map([
	['720p', '720p 模型'],
	['1080p', '1080p 模型'],
	['4k', '4k 模型'],
	['fast', 'fast 模型'],
	['textOnly', 'text2video 模型'],
]);

const CHINESE_CHOICES: { readonly [Key in keyof Choices]: (value: Choices[Key]) => string } = {
	family: (name) => {
		const chinese = CHINESE_FAMILIES.get(name);
		if (chinese === undefined) throw new Error(`The models "${name}" have no Chinese name`);
		return chinese;
	},
	inputMode: (mode) => CHINESE_MODES[mode],
	durationSeconds: (seconds) => `${seconds} 秒`,
	resolution: (resolution) => resolution,
	aspectRatio: (ratio) => ratio,
};

const FORMS: Readonly<Record<ImageForm, Words>> = {
	url: { en: 'link', zh: '链接' },
	bytes: { en: 'file, base64', zh: '文件、base64' },
};

const PROVIDER: Words = { en: 'Provider', zh: '服务商' };

/** Both tables: what a video can be made from, and what can be set. */
export async function providerTables(): Promise<Words> {
	const shipped = await load();
	return joined([inputTable(shipped), settingTable(shipped)], same('\n\n'));
}

function inputTable({ PROVIDERS, words: { MODE_NAMES } }: Shipped): Words {
	return markdownTable(
		[PROVIDER, ...MODES.map((mode) => label(MODE_NAMES[mode], CHINESE_MODES[mode]))],
		PROVIDERS.map((provider) => [
			same(provider.displayName),
			...MODES.map((mode) => inputOf(provider, mode)),
		]),
	);
}

function settingTable({ PROVIDERS, words }: Shipped): Words {
	return markdownTable(
		[
			PROVIDER,
			{ en: 'Models', zh: '模型' },
			{ en: 'Duration', zh: '时长' },
			{ en: 'Resolution', zh: '分辨率' },
			{ en: 'Aspect ratio', zh: '宽高比' },
			{ en: 'Sound', zh: '音频' },
			{ en: 'Options', zh: '可选参数' },
			{ en: 'Not together', zh: '限制' },
		],
		PROVIDERS.map((provider) => {
			const { models, rules } = provider;
			const options = rules.options.map((option) =>
				label(words.OPTION_NAMES[option], CHINESE_OPTIONS[option]),
			);
			return [
				same(`[${provider.displayName}](${provider.documentation})`),
				linesOf(models.map(({ id }) => same(`\`${id}\``))),
				durationsOf(rules),
				listOf(rules.resolutions.map(same)),
				listOf(rules.aspectRatios.map(same)),
				rules.audioModes.length > 0 ? { en: 'on or off', zh: '可开启或关闭' } : NOTHING,
				options.length > 0 ? listOf(options) : NOTHING,
				linesOf(rules.restrictions.map((one) => restrictionOf(words, rules, one))),
			];
		}),
	);
}

/** A label of the editor, which speaks English: in Chinese it is explained. */
function label(english: string, chinese: string): Words {
	return { en: english, zh: `${english}（${chinese}）` };
}

function inputOf({ rules }: Provider, mode: InputMode): Words {
	const found = rules.modes[mode];
	if (found === undefined) return NOTHING;
	if (found.imageForms === undefined) return { en: 'yes', zh: '支持' };
	const forms = listOf(found.imageForms.map((form) => FORMS[form]));
	if (found.references === undefined) return forms;
	const { least, most } = found.references;
	return {
		en: `${least} to ${most}: ${forms.en}`,
		zh: `${least} 至 ${most} 张：${forms.zh}`,
	};
}

function durationsOf({ durations, defaultDuration }: ProviderRules): Words {
	const list = listOf(durations.map((seconds) => same(String(seconds))));
	const isNamed = defaultDuration !== null;
	return {
		en: `${list.en} s${isNamed ? ` (default ${defaultDuration} s)` : ''}`,
		zh: `${list.zh} 秒${isNamed ? `（默认 ${defaultDuration} 秒）` : ''}`,
	};
}

function restrictionOf(
	shipped: typeof words,
	rules: ProviderRules,
	{ when, only }: Restriction,
): Words {
	const choice = <Key extends keyof Choices>(key: Key, value: Choices[Key]): Words => ({
		en: shipped.describeChoice(key, value, rules),
		zh: CHINESE_CHOICES[key](value),
	});
	const chosen = <Key extends keyof Choices>(key: Key): string[] => {
		const value: Partial<Choices>[Key] = when[key];
		return value === undefined ? [] : [CHINESE_CHOICES[key](value)];
	};
	const allowed = <Key extends keyof Restriction['only']>(key: Key): Words[] => {
		const values: Restriction['only'][Key] = only[key];
		return values === undefined ? [] : [anyOf(values.map((value) => choice(key, value)))];
	};
	const needs = joined(ALLOWED.flatMap(allowed), { en: ', ', zh: '，' });
	return {
		en: `${shipped.describeSubject(when, rules)}: only ${needs.en}`,
		zh: `${CHOICES.flatMap(chosen).join(' + ')}：仅支持${spaced(needs.zh)}`,
	};
}

/** Chinese text keeps a space to a number or a Latin word, and none to the next Chinese one. */
function spaced(text: string): string {
	return /^\p{Script=Han}/u.test(text) ? text : ` ${text}`;
}
