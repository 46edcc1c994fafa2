/** The words for what can be chosen: the editor's labels, the refusals and the README's table share them. */

import type { InputMode } from '../terms/spec';
import type { Choices, Tier, VideoForm } from './provider';

export const MODE_NAMES: Readonly<Record<InputMode, string>> = {
	text: 'Text',
	image: 'First Frame',
	frames: 'First and Last Frame',
	references: 'Reference Images',
	video: 'Video to Extend',
};

export const TIER_NAMES: Readonly<Record<Tier, string>> = {
	'veo-3.1': 'Veo 3.1',
	'veo-3.1-fast': 'Veo 3.1 Fast',
	'veo-3.1-lite': 'Veo 3.1 Lite',
};

/** How a video to extend is named, as the label of its field says it. */
export const VIDEO_FORM_NAMES: Readonly<Record<VideoForm, string>> = {
	link: 'Video Link',
	taskId: 'Video Task ID',
	bucket: 'Video Link',
	file: 'Video Link or Field',
};

/** The label of the field in the editor that sets a choice. */
export const FIELD_NAMES: Readonly<Record<keyof Choices | 'inputMode' | 'model', string>> = {
	inputMode: 'Create Video From',
	model: 'Model',
	durationSeconds: 'Duration',
	resolution: 'Resolution',
	aspectRatio: 'Aspect Ratio',
};
