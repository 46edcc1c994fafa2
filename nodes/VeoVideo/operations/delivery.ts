/** Reads how the files of a finished video are handed out: in which field, by which name, with which links. */

import type { IExecuteFunctions } from 'n8n-workflow';

import { userError } from '../editor/errors';
import { readOptions } from '../editor/optionParameters';
import { readBinaryField } from '../editor/taskParameters';
import { canLink, NO_LINKS } from '../files/signedLink';
import { WORK_OPTION_NAMES } from '../terms/labels';
import type { Delivery } from './fetchVideos';

/** Throws a NodeOperationError where a link is wanted that there cannot be: that shows before anything is paid. */
export function readDelivery(context: IExecuteFunctions, itemIndex: number): Delivery {
	const { fileName, linkSeconds, downloadVideo } = readOptions(context, itemIndex);
	const label = WORK_OPTION_NAMES.makeLink;
	if (linkSeconds !== null && !canLink(context)) {
		throw userError(context, itemIndex, {
			...NO_LINKS.tooOld,
			description: `${NO_LINKS.tooOld.description} Until then, switch off "${label}" in the options.`,
		});
	}
	if (linkSeconds !== null && !downloadVideo) {
		throw userError(context, itemIndex, {
			message: `"${label}" needs the file, and "Download Video" is off`,
			description: `Switch on "Download Video" in the options, or switch off "${label}".`,
		});
	}
	return { binaryField: readBinaryField(context, itemIndex), fileName, linkSeconds };
}
