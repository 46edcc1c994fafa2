/** What a provider is to the rest of the package: tables, and pure functions from spec to request and from reply to task. */

import type { Listed, Reader, Reading, Refusal, Refused, Stored } from '../terms/reading';
import type { Reply, ServiceRequest, UploadFile, VideoFile } from '../terms/request';
import type { Account } from '../terms/account';
import type { JsonObject } from '../terms/json';
import type { Failure, Result } from '../terms/result';
import type {
	AspectRatio,
	ImageForm,
	InputMode,
	OptionValue,
	Resolution,
	VideoSpec,
} from '../terms/spec';
import type { Asking, Task } from '../terms/task';

/**
 * An option of the node that only some providers take: field, reading, check, README and
 * `spec.options[name]` follow from its row. The shared rows are in rules/options.ts; a provider may
 * narrow them, and bring rows of its own.
 */
export interface VideoOption {
	name: string;
	displayName: string;
	description: string;
	/** For the Chinese README, in the words of the providers' own pages. */
	chinese: string;
	kind: 'text' | 'number' | 'switch' | 'choice';
	/** What the field holds when it is added. */
	preset: OptionValue;
	placeholder?: string;
	/** The values of a choice, and those that a switch may take. */
	values?: readonly OptionValue[];
	/** How the editor names the values of a choice. */
	valueNames?: Readonly<Record<string, string>>;
	/** Bounds of a whole number. */
	least?: number;
	most?: number;
	/** What is wrong with a value that is not allowed, where the common words would not say it well. */
	refusal?(providerName: string, value: OptionValue): string;
}

export interface ImageRule {
	/** The forms in which the create itself takes the images: `upload` makes a link of a file. */
	forms: readonly ImageForm[];
	/** Larger files, in bytes, are uploaded before they are named by a link, where the provider has an upload. */
	inlineBytes?: number;
	/** The create takes files and no links: the node fetches what a link names. */
	fetchesLinks?: true;
	/** How links begin that the create takes as they are, beside http: a bucket's. */
	schemes?: readonly string[];
	/** The types that it takes, where the page names them. */
	mimeTypes?: readonly string[];
	/** Fewest and most reference images. */
	count?: readonly [least: number, most: number];
	/** Largest image, in bytes, where the page names a limit. */
	maxBytes?: number;
}

/**
 * How a video that is continued is named: by a link, by the task ID with which the provider made it, by a
 * link into a bucket, or by the file itself, which the node also loads from a link where links are not taken.
 */
export type VideoForm = 'link' | 'taskId' | 'bucket' | 'file';

/** The choices that an offer speaks about, beside its models and modes. */
export interface Choices {
	durationSeconds: number;
	resolution: string;
	aspectRatio: string;
}

/** "When all of this is chosen, only that goes." For what no list of values can say: "with 1080p only 8 seconds". */
export interface Restriction {
	when: Partial<Choices>;
	only: { [K in keyof Choices]?: ReadonlyArray<Choices[K]> };
}

/**
 * One line of the provider's page: what these models take in these modes. For a model and a mode the
 * first line that fits counts. Lines bind the models that the provider names; for any other model they
 * say only which modes and fields the interface has.
 */
export interface Offer {
	/** Fits the ids of its models, as the provider has them. Absent: all that the provider names. */
	models?: RegExp;
	modes: readonly InputMode[];
	/** Seconds. */
	durations: readonly number[];
	/** What the provider takes when no duration is sent, where its page says so. */
	defaultDuration?: number;
	resolutions: readonly Resolution[];
	aspectRatios: readonly AspectRatio[];
	/** For the modes with images, and for a video that is given as a file. */
	images?: ImageRule;
	/** For the mode `video`: how the video is named. Default: by a link. */
	videoForms?: readonly VideoForm[];
	/** Whether the request has a switch for sound. */
	soundSwitch: boolean;
	/** Whether the prompt may be left out: the image or the video says enough. */
	promptOptional?: true;
	/** Longest prompt, in characters, where the page names a limit. */
	maxPrompt?: number;
	options: readonly VideoOption[];
	together?: readonly Restriction[];
}

/** What a person chooses in "Model": the same word at every provider, whatever its ids are. */
export type Tier = 'veo-3.1' | 'veo-3.1-fast' | 'veo-3.1-lite';

/** A model that the provider's page names. */
export interface NamedModel {
	/** Null where people find it by its id alone. */
	tier: Tier | null;
	/** The provider's own. */
	id: string;
	/** Where the provider's ids carry the resolution. A tier's first model is the one by default. */
	resolution?: Resolution;
	/** Further ids of the same model, which a person may enter. */
	aliases?: readonly string[];
}

/** A model in the provider's live list. An empty list of values means that it says nothing about them. */
export interface ListedModel {
	id: string;
	/** As the provider shows it to people. */
	name: string | null;
	/** Seconds. */
	durations: readonly number[];
	resolutions: readonly string[];
	aspectRatios: readonly string[];
	hasSoundSwitch: boolean;
}

/** The provider's live list of its models. */
export interface ModelList {
	request: ServiceRequest;
	/** The models of the list that make videos with Veo; null for what is no such list. */
	read(body: unknown): ListedModel[] | null;
	/** Whether the list says what each model takes: then it is asked before a create, and goes before the offers. */
	binds: boolean;
}

/** Which tasks of the account. */
export interface TaskQuery {
	/** When they were created, in milliseconds since 1970. */
	from: number;
	to: number;
	/** Only those of a create with this model, as `TaskList.askingOf` names it; null: all that make videos with Veo. */
	model: string | null;
	/** Of the page before. */
	cursor: string | null;
}

/** The account's own tasks, whoever created them. */
export interface TaskList {
	request(query: TaskQuery): ServiceRequest;
	read(reply: Reply, query: TaskQuery): Listed | Refused | { says: 'nothing' };
	/** What a create asks for, as the list tells it; null for a request that is no create of its own. */
	askingOf(create: ServiceRequest): Asking | null;
	/** Where the list leaves out what was asked for: that, out of the reply to a check. */
	inputIn?(raw: unknown): JsonObject | null;
	/** It has only tasks that are over: a new one comes into it when it has ended. */
	hasEndedAlone?: true;
}

/**
 * One kind of gateway that speaks a provider's interface: what it takes, and how that is said to it. What
 * gateways answer is read alike, whichever they are: Get, Download and the trigger know no family.
 */
export interface GatewayFamily extends Pick<
	Provider,
	'documentation' | 'offers' | 'createRequest' | 'findUnsayable'
> {
	name: string;
	displayName: string;
	/** Which gateways these are, and what they take, for the list of families. */
	description: string;
}

/**
 * One interface of one provider. Pure: a spec in, a request out; a reply in, its meaning out.
 * None of its functions does I/O, knows n8n, or throws on odd input.
 */
export interface Provider extends Reader {
	name: string;
	displayName: string;
	/** What sets it apart, in a few words, for the list of providers. */
	summary: string;
	credentialType: string;
	/** The page whose rules this file holds. */
	documentation: string;
	/** How the paths of its requests begin, longest first: a Base URL that ends with one of them is understood. */
	addedPaths: readonly string[];
	/**
	 * Its own origins by name, without a slash at their end: the key goes to them, and an `Address` names
	 * one with `at`. A field `<name>BaseUrl` of the credential replaces one. `base` is the Base URL that
	 * they belong to: where the credential has another one, that serves for all that it does not name.
	 */
	origins?: Readonly<Record<string, string>>;
	/**
	 * For a credential that is more than an address and a key: where its requests go, and who signs for
	 * them. `base` is its Base URL; null where it names none. Without it `origins` say where.
	 */
	account?(fields: JsonObject, base: string | null): Result<Account>;
	/** What to check, where its address cannot be reached and no Base URL is at fault. */
	addressAdvice?: string;
	models: readonly [NamedModel, ...NamedModel[]];
	offers: readonly [Offer, ...Offer[]];
	modelList?: ModelList;
	/** Where many make gateways with this interface: the first is what is said to one of which nothing is known. */
	families?: readonly [GatewayFamily, ...GatewayFamily[]];
	/** Its own words for creates that it surely did not take, by which `read` goes; empty where the status alone decides. */
	refusals: readonly Refusal[];
	/** What the offers allow and the request has no words for; null when it can be sent. */
	findUnsayable?(spec: VideoSpec): Failure | null;
	/** So many creates it takes in so many milliseconds, from all of an account; more are turned away. */
	createsPer?: { count: number; windowMs: number };
	/** For who can put videos into a bucket of the person's own: what is wrong with the folder; null when it will do. */
	findBucketProblem?(uri: string): Failure | null;
	/** The request that orders the video. The spec has passed `findProblem` in rules/check.ts. */
	createRequest(spec: VideoSpec): ServiceRequest;
	/**
	 * For images that must lie at a link, see `ImageRule`. Free, so it may be sent again. Who can, takes
	 * files whatever `forms` says.
	 */
	upload?: {
		/** The field of the credential that holds the address, where it has one for uploads. */
		addressField?: string;
		request(file: UploadFile): ServiceRequest;
		/** `note` is that of a reading with `further`; null for the first reply. */
		read(reply: Reply, file: UploadFile, note: string | null): Reading | Stored;
	};
	/** The request that asks how the task is doing. Creates nothing. */
	statusRequest(taskId: string): ServiceRequest;
	/**
	 * The request that cancels a task. `read` makes of its reply the task as it then is: failed with the code
	 * `cancelled`, finished before, or still going on because it cannot be cancelled any more.
	 */
	cancelRequest?(taskId: string): ServiceRequest;
	list?: TaskList;
	/** The files of a completed task, in order; empty when the reply gave none. */
	files(task: Task): readonly VideoFile[];
	/** A new link for a file whose link no longer works. Free, so it may be asked for again. */
	freshLink?: {
		request(link: string): ServiceRequest;
		/** Null where there is none. */
		read(reply: Reply): string | null;
	};
	/** How much the account has left, for who pays in advance: asked before its first create. Costs nothing. */
	credit?: {
		request: ServiceRequest;
		/** Null where the reply does not say. */
		read(reply: Reply): number | null;
	};
}
