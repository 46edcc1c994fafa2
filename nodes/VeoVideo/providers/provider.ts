/** What a provider is to the rest of the package: tables, and pure functions from spec to request and from reply to task. */

import type { JsonObject } from '../terms/json';
import type { ProviderProblem } from '../terms/problem';
import type { ProviderRequest } from '../terms/request';
import type { AspectRatio, ImageForm, InputMode, Resolution, VideoSpec } from '../terms/spec';
import type { Task } from '../terms/task';

/** What a provider's own words about an order mean. Each means that the order surely was not taken. */
export type RefusalReason = 'busy' | 'credit' | 'key' | 'permission' | 'input' | 'noModel';

/** One way in which a provider says that it did not take an order. */
export interface Refusal {
	why: RefusalReason;
	/** The error's codes, compared without case. */
	codes: readonly string[];
}

/**
 * Where a finished video's file lies: at an endpoint of the provider, which needs the key, or
 * behind a link, which gets the key only if it points to the provider's own origin. `otherwise` is a
 * link to the same file, for when the endpoint does not hand it out.
 */
export type VideoLocation =
	{ type: 'endpoint'; path: string; otherwise?: string } | { type: 'link'; url: string };

/** An option of the node that only some providers take; see `interface` of the collection "Options". */
export type ProviderOption =
	'negativePrompt' | 'enhancePrompt' | 'personGeneration' | 'seed' | 'sampleCount';

export interface ModeRules {
	/** The forms in which this mode takes its images; absent where the mode has none. */
	imageForms?: readonly ImageForm[];
	/** Fewest and most reference images (mode `references`). */
	references?: { least: number; most: number };
	/** Largest image, in bytes, where the document names a limit. */
	maxImageBytes?: number;
	/** Whether the prompt may be left out: the image or the video says enough. */
	promptOptional?: true;
}

/** The choices that rules speak about. `family` is one of the model's (see `ModelFamily`). */
export interface Choices {
	inputMode: InputMode;
	family: string;
	durationSeconds: number;
	resolution: string;
	aspectRatio: string;
}

/**
 * "When all of this is chosen, only that goes." One shape for every such sentence of the documents;
 * the checker, the words of the refusal and the README's table are all made from it.
 */
export interface Restriction {
	when: Partial<Choices>;
	only: { [K in Exclude<keyof Choices, 'family'>]?: ReadonlyArray<Choices[K]> };
}

/** A group of models that share rules. A model is of every family whose pattern fits its id. */
export interface ModelFamily {
	name: string;
	/** For people: "Fast models". */
	displayName: string;
	pattern: RegExp;
}

/**
 * Everything the provider's page allows. The editor, the check before sending, and the README read
 * this. Modes and the forms of images are what the interface has fields for, and bind every model;
 * values and restrictions bind the models that the provider names, see `isNamed` in rules.ts.
 */
export interface ProviderRules {
	modes: Partial<Record<InputMode, ModeRules>>;
	durations: readonly number[];
	/** What the provider takes when no duration is sent, where its page says so. */
	defaultDuration: number | null;
	resolutions: readonly Resolution[];
	aspectRatios: readonly AspectRatio[];
	/** The modes in which the provider takes a switch for sound; empty where it has none. */
	audioModes: readonly InputMode[];
	options: readonly ProviderOption[];
	personGeneration?: readonly string[];
	maxSamples?: number;
	families: readonly ModelFamily[];
	restrictions: readonly Restriction[];
}

/** What is known of a reply beside its body. */
export interface ReplyContext {
	/** The task that was asked for; null for the reply to an order. */
	taskId: string | null;
	/** When the reply came, in milliseconds since 1970: some links tell only how long they live. */
	receivedAt: number;
}

export interface SuggestedModel {
	id: string;
	/** What it is good for, for the picker: "Standard quality". */
	description: string;
	/** Further ids of the same model, which a person may enter. */
	aliases?: readonly string[];
}

/** What is wrong with a spec, and what to do about it. */
export interface SpecProblem {
	message: string;
	description: string;
}

/**
 * One interface of one provider. Pure: a spec in, a request out; a reply's body in, a task out.
 * None of its functions does I/O, knows n8n, or throws on odd input.
 */
export interface Provider {
	name: string;
	displayName: string;
	/** What sets it apart, in a few words, for the list of providers. */
	summary: string;
	credentialType: string;
	/** The page whose rules this file holds. */
	documentation: string;
	/** How the paths of its requests begin, longest first: a Base URL that ends with one of them is understood. */
	addedPaths: readonly string[];
	models: readonly [SuggestedModel, ...SuggestedModel[]];
	rules: ProviderRules;
	/** What the table allows and the request has no words for; null when it can be sent. */
	findUnsayable?(spec: VideoSpec): SpecProblem | null;
	/** The request that orders the video. The spec has passed `findProblem` in rules.ts. */
	createRequest(spec: VideoSpec): ProviderRequest;
	/** The request that asks how the task is doing. Creates nothing. */
	statusRequest(taskId: string): ProviderRequest;
	/** Reads the reply to either request; null when it names no task. */
	readTask(body: JsonObject, about: ReplyContext): Task | null;
	/** The files of a completed task, in order; empty when the reply gave none. */
	videoLocations(task: Task): VideoLocation[];
	/** Reads an error reply, whatever its HTTP status; null when the body is none. */
	readProblem(body: JsonObject): ProviderProblem | null;
	/** Its own words for orders that it surely did not take; what the HTTP status says goes beside them. */
	refusals: readonly Refusal[];
}
