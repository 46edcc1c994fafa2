/** What each provider allows, as tables for the README, made from the data that the node checks with. */

import { createRequire } from 'node:module';

import type {
	Choices,
	Offer,
	Provider,
	Restriction,
	Tier,
} from '../nodes/VeoVideo/providers/provider';
import type * as registry from '../nodes/VeoVideo/providers/registry';
import type * as families from '../nodes/VeoVideo/providers/rules/families';
import type * as models from '../nodes/VeoVideo/providers/rules/models';
import type * as offers from '../nodes/VeoVideo/providers/rules/offers';
import type * as ruleWords from '../nodes/VeoVideo/providers/rules/words';
import type * as words from '../nodes/VeoVideo/providers/words';
import type { ImageForm, InputMode } from '../nodes/VeoVideo/terms/spec';
import { anyOf, joined, listOf, same, type Words } from './languages.mts';
import { linesOf, markdownTable, NOTHING } from './markdownTable.mts';

const MODES: readonly InputMode[] = ['text', 'image', 'frames', 'references', 'video'];

/** In the order in which a restriction names them. */
const CHOICES = ['durationSeconds', 'resolution', 'aspectRatio'] as const;

/** The tables as they are built: Node can run the sources only with the endings that n8n's build leaves out. */
const load = createRequire(import.meta.url);
const { PROVIDERS }: typeof registry = load('../dist/nodes/VeoVideo/providers/registry.js');
const { everyFamily }: typeof families = load('../dist/nodes/VeoVideo/providers/rules/families.js');
const { modelOfTier, tiersOf }: typeof models = load(
	'../dist/nodes/VeoVideo/providers/rules/models.js',
);
const {
	formsIn,
	lineOf,
	linesOf: linesOfMode,
	optionsIn,
	union,
	takesVideoLinks,
}: typeof offers = load('../dist/nodes/VeoVideo/providers/rules/offers.js');
const { describeChoice, describeSubject }: typeof ruleWords = load(
	'../dist/nodes/VeoVideo/providers/rules/words.js',
);
const { MODE_NAMES, TIER_NAMES }: typeof words = load('../dist/nodes/VeoVideo/providers/words.js');

/** A row each: a provider, or a family of gateways. */
const ROWS: readonly Provider[] = PROVIDERS.flatMap((provider) =>
	everyFamily(provider).map((one, index) => {
		const family = provider.families?.[index]?.displayName;
		const { displayName } = provider;
		return { ...one, displayName: family ? `${displayName} (${family})` : displayName };
	}),
);

// What ships is English. This is the Chinese for it, in the words of the providers' own pages.

const CHINESE_MODES: Readonly<Record<InputMode, string>> = {
	text: '文生视频',
	image: '图生视频',
	frames: '首尾帧',
	references: '参考图',
	video: '视频续写',
};

const FORMS: Readonly<Record<ImageForm, Words>> = {
	url: { en: 'link', zh: '链接' },
	bytes: { en: 'file, base64', zh: '文件、base64' },
};

const PROVIDER: Words = { en: 'Provider', zh: '服务商' };

/** Both tables: what a video can be made from, and what can be set. */
export function providerTables(): Words {
	return joined([inputTable(), settingTable()], same('\n\n'));
}

function inputTable(): Words {
	return markdownTable(
		[PROVIDER, ...MODES.map((mode) => label(MODE_NAMES[mode], CHINESE_MODES[mode]))],
		ROWS.map((provider) => [
			same(provider.displayName),
			...MODES.map((mode) => inputOf(provider, mode)),
		]),
	);
}

function settingTable(): Words {
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
		ROWS.map((provider) => {
			const { offers: lines } = provider;
			const options = optionsIn(lines).map((one) => label(one.displayName, one.chinese));
			return [
				same(`[${provider.displayName}](${provider.documentation})`),
				linesOf(tiersOf(provider).map((tier) => idsOf(provider, tier))),
				durationsOf(lines),
				listOf(union(lines, ({ resolutions }) => resolutions).map(same)),
				listOf(union(lines, ({ aspectRatios }) => aspectRatios).map(same)),
				lines.some(({ soundSwitch }) => soundSwitch)
					? { en: 'on or off', zh: '可开启或关闭' }
					: NOTHING,
				options.length > 0 ? listOf(options) : NOTHING,
				linesOf([...restrictionsOf(lines), ...exceptionsOf(provider)]),
			];
		}),
	);
}

/** A label of the editor, which speaks English: in Chinese it is explained. */
function label(english: string, chinese: string): Words {
	return { en: english, zh: `${english}（${chinese}）` };
}

/** "Veo 3.1 Fast: `veo-3.1-fast-generate-preview`" */
function idsOf({ models: named }: Provider, tier: Tier): Words {
	const ids = named.filter((model) => model.tier === tier).map(({ id }) => same(`\`${id}\``));
	return joined([same(TIER_NAMES[tier]), listOf(ids)], { en: ': ', zh: '：' });
}

function inputOf(provider: Provider, mode: InputMode): Words {
	const found = linesOfMode(provider, mode);
	if (found.length === 0) return NOTHING;
	const rules = found.flatMap(({ images }) => images ?? []);
	if (mode === 'video' && !takesVideoLinks(found)) {
		return { en: 'its own, by task ID', zh: '自有视频（任务 ID）' };
	}
	if (mode === 'text') return { en: 'yes', zh: '支持' };
	const taken: readonly ImageForm[] = mode === 'video' ? ['url', 'bytes'] : formsIn(found);
	const images = listOf(taken.map((form) => FORMS[form]));
	const counts = rules.flatMap(({ count }) => count ?? []);
	if (counts.length === 0) return images;
	const [least, most] = [Math.min(...counts), Math.max(...counts)];
	return {
		en: `${least} to ${most}: ${images.en}`,
		zh: `${least} 至 ${most} 张：${images.zh}`,
	};
}

function durationsOf(lines: readonly Offer[]): Words {
	const durations = union(lines, (line) => line.durations).sort((a, b) => a - b);
	const list = listOf(durations.map((seconds) => same(String(seconds))));
	const [byDefault, ...others] = union(lines, ({ defaultDuration }) => [defaultDuration]);
	const isNamed = byDefault !== undefined && others.length === 0;
	return {
		en: `${list.en} s${isNamed ? ` (default ${byDefault} s)` : ''}`,
		zh: `${list.zh} 秒${isNamed ? `（默认 ${byDefault} 秒）` : ''}`,
	};
}

function valuesOf(line: Offer, key: keyof Choices): ReadonlyArray<Choices[keyof Choices]> {
	const values = {
		durationSeconds: line.durations,
		resolution: line.resolutions,
		aspectRatio: line.aspectRatios,
	};
	return values[key];
}

function choiceIn(key: keyof Choices, value: Choices[keyof Choices]): Words {
	const chinese = key === 'durationSeconds' ? `${value} 秒` : String(value);
	return { en: describeChoice(key, value), zh: chinese };
}

/** What a line, or a mode, allows less of than the provider does elsewhere: "reference images: only 8 seconds". */
function exceptionsOf(provider: Provider): Words[] {
	const tiers = tiersOf(provider);
	const found: Array<{ subject: Words; needs: Words }> = MODES.flatMap((mode) => {
		const having = tiers.filter((tier) => lineOfTier(provider, tier, mode) !== undefined);
		const lines = [...new Set(having.flatMap((tier) => lineOfTier(provider, tier, mode) ?? []))];
		const subject = { en: MODE_NAMES[mode].toLowerCase(), zh: CHINESE_MODES[mode] };
		return lines.flatMap((line) => {
			const own = having.filter((tier) => lineOfTier(provider, tier, mode) === line);
			const isOfAll = lines.length === 1;
			const models = anyOf(own.map((tier) => same(TIER_NAMES[tier])));
			const needs = joined(
				[
					...(isOfAll && own.length < tiers.length ? [models] : []),
					...CHOICES.flatMap((key) => narrowed(provider, line, key)),
				],
				{ en: ', ', zh: '，' },
			);
			if (needs.en === '') return [];
			const and: Words = { en: ' with ', zh: ' + ' };
			return [{ subject: isOfAll ? subject : joined([subject, models], and), needs }];
		});
	});
	const needs = new Map(found.map((one) => [one.needs.en, one.needs]));
	return [...needs.values()].map((need) =>
		only(
			anyOf(found.filter((one) => one.needs.en === need.en).map(({ subject }) => subject)),
			need,
		),
	);
}

function lineOfTier(provider: Provider, tier: Tier, mode: InputMode): Offer | undefined {
	const id = modelOfTier(provider, tier, undefined)?.id ?? '';
	return lineOf(provider, id, mode);
}

/** The values of a line that has fewer than its provider; empty where it has them all, or the model decides. */
function narrowed(provider: Provider, line: Offer, key: keyof Choices): Words[] {
	const values = valuesOf(line, key);
	const all = union(provider.offers, (one) => valuesOf(one, key));
	// A field that is not there at all narrows nothing.
	if (values.length === 0) return [];
	return values.length === all.length ? [] : [anyOf(values.map((value) => choiceIn(key, value)))];
}

function restrictionsOf(lines: readonly Offer[]): Words[] {
	return union(lines, ({ together }) => together).map(({ when, only: allowed }) => {
		const needs = CHOICES.flatMap((key) => {
			const values: ReadonlyArray<Choices[keyof Choices]> | undefined = allowed[key];
			return values === undefined ? [] : anyOf(values.map((value) => choiceIn(key, value)));
		});
		return only(
			{ en: describeSubject(when), zh: chosenIn(when) },
			joined(needs, { en: ', ', zh: '，' }),
		);
	});
}

function chosenIn(when: Restriction['when']): string {
	const chosen = CHOICES.flatMap((key) => {
		const value = when[key];
		return value === undefined ? [] : choiceIn(key, value).zh;
	});
	return chosen.join(' + ');
}

function only(subject: Words, needs: Words): Words {
	return {
		en: `${subject.en}: only ${needs.en}`,
		zh: `${subject.zh}：仅支持${spaced(needs.zh)}`,
	};
}

/** Chinese text keeps a space to a number or a Latin word, and none to the next Chinese one. */
function spaced(text: string): string {
	return /^\p{Script=Han}/u.test(text) ? text : ` ${text}`;
}
