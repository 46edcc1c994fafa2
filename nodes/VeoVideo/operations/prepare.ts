/** Reads an item as far as "ready to be ordered": everything that can be wrong shows before it costs money. */

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { withAdditionalFields } from '../editor/additionalFields';
import { valueOf } from '../editor/errors';
import { readFamily } from '../editor/familyParameter';
import { readOptions, type WorkOptions } from '../editor/optionParameters';
import { readProvider } from '../editor/providerParameter';
import { readSpec } from '../editor/readSpec';
import type { Provider } from '../providers/provider';
import { fetchOf } from '../tasks/fetchImages';
import { type HeldRequest, holdRequest, withoutImages } from '../tasks/heldRequest';
import { linksFor } from './linkFiles';
import { uploadOf } from '../tasks/uploadImages';
import type { RequestBody } from '../terms/request';
import type { VideoSpec } from '../terms/spec';
import { urlOf } from '../transport/origins';
import type { NodeSession, Sessions } from './sessions';
import type { TaskRecord, TaskRecords } from './taskRecords';

export interface PreparedCreate {
	session: NodeSession;
	/** Without its images, which are held only while the request is sent. */
	spec: VideoSpec;
	request: HeldRequest;
	/** Where the task is written down; null when it is not to be. */
	record: TaskRecord | null;
	options: WorkOptions;
}

/** Throws a NodeOperationError that says which item, what is wrong, and what to do. */
export async function prepareCreate(
	context: IExecuteFunctions,
	sessions: Sessions,
	records: TaskRecords,
	itemIndex: number,
): Promise<PreparedCreate> {
	const asked = readProvider(context, itemIndex);
	const provider = readFamily(context, itemIndex, asked);
	const options = readOptions(context, itemIndex);
	// A dry run sends nothing: the table alone checks it.
	const isAsked = provider.modelList?.binds === true && !options.dryRun;
	const offered = isAsked ? await (await sessions.of(asked, itemIndex)).offered() : provider;
	const order = await readOrder(context, sessions, itemIndex, offered, options);
	const record = options.dryRun ? null : await records.of(itemIndex);
	return { ...order, record, options };
}

/** Reads what is ordered, by what `offered` allows. Sends nothing. */
export async function readOrder(
	context: IExecuteFunctions,
	sessions: Sessions,
	itemIndex: number,
	offered: Provider,
	options: WorkOptions,
): Promise<Pick<PreparedCreate, 'session' | 'spec' | 'request'>> {
	const spec = await readSpec(context, itemIndex, offered);
	const asked = readProvider(context, itemIndex);
	const provider = readFamily(context, itemIndex, asked);
	const session = await sessions.of(asked, itemIndex);
	const address = { provider: provider.name, baseUrl: session.connection.origins.base };
	const own = { ...session, provider };
	const links = valueOf(context, itemIndex, linksFor(context, own, spec, options.dryRun));
	const request = holdRequest(
		address,
		spec,
		options.additionalFields,
		(one) => withAdditionalFields(provider.createRequest(one), options.additionalFields),
		links ?? uploadOf(own, spec, options.dryRun),
		options.dryRun ? null : fetchOf(own, spec),
	);
	return { session, spec: withoutImages(spec), request };
}

/** What a dry run returns: the request that would be sent, without the credential. */
export async function dryRunItem(
	{ session, request: held }: PreparedCreate,
	itemIndex: number,
): Promise<INodeExecutionData> {
	const request = valueOf(session.context, itemIndex, await held.make());
	return {
		json: {
			dryRun: true,
			provider: session.provider.name,
			request: {
				method: request.method,
				url: urlOf(session.connection.origins, request),
				body: request.body === undefined ? null : describeBody(request.body),
			},
		},
		pairedItem: { item: itemIndex },
	};
}

function describeBody(body: RequestBody): object {
	if (body.type === 'json') return body.json;
	if (body.type === 'bytes') return { mimeType: body.mimeType, bytes: body.bytes.length };
	const files = body.files.map(({ field, fileName, mimeType, bytes }) => [
		field,
		{ fileName, mimeType, bytes: bytes.length },
	]);
	return { ...body.fields, ...Object.fromEntries(files) };
}
