/** Where a video lies: the fields for the one that is continued, and for the bucket that takes the new one. */

import type { VideoForm } from '../providers/provider';
import { videoFormsIn } from '../providers/rules/offers';
import { VIDEO_FORM_NAMES } from '../providers/words';
import { byProvider, linesOfAsked } from './whereShown';

const VIDEO_FORMS: Readonly<Record<VideoForm, { example: string; description: string }>> = {
	link: {
		example: 'https://example.com/video.mp4',
		description: 'Link to the video, or the name of a binary field, as the source says',
	},
	taskId: {
		example: '{{ $json.taskId }}',
		description: 'The task ID of a video that this provider made',
	},
	bucket: {
		example: 'gs://my-bucket/video.mp4',
		description: 'Link to a video in your bucket',
	},
	file: {
		example: 'data',
		description: 'Link to any other video, or the name of a binary field, as the source says',
	},
};

/** A video is named by text, or, where files are taken, by the name of a binary field, as Image Source says. */
export const video = byProvider(
	(asked) => {
		const forms = videoFormsIn(linesOfAsked(asked, 'video'));
		if (forms.length === 0) return null;
		const each = (word: (form: VideoForm) => string) => [...new Set(forms.map(word))].join(' or ');
		const names = forms.includes('file')
			? VIDEO_FORM_NAMES.file
			: each((form) => VIDEO_FORM_NAMES[form]);
		return {
			displayName: names,
			name: 'video',
			type: 'string',
			default: '',
			required: true,
			placeholder: `e.g. ${each((form) => VIDEO_FORMS[form].example)}`,
			description: `The video that is continued: ${each((form) => VIDEO_FORMS[form].description.replace(/^T/, 't'))}`,
		};
	},
	['video'],
);

export const storageUri = byProvider((asked) =>
	asked.providers.some(({ findBucketProblem }) => findBucketProblem !== undefined)
		? {
				displayName: 'Bucket Folder',
				name: 'storageUri',
				type: 'string',
				default: '',
				placeholder: 'e.g. gs://my-bucket/videos/',
				description:
					'Where to put the video in your Google Cloud Storage. Left empty, the video comes with the reply, which is simpler; a bucket is better for 4k and for several videos at once.',
			}
		: null,
);
