/** The "Test" button of a credential, pressed as n8n does: by its own engine for declarative requests. */

import { RoutingNode, type ExecuteContext } from 'n8n-core';
import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { VeoVideo } from '../../nodes/VeoVideo/VeoVideo.node';
import { CREDENTIAL_TYPES, makeContext } from './nodeRun.mts';

export function credentialOf(type: string): ICredentialType {
	const found = CREDENTIAL_TYPES.find(({ name }) => name === type);
	if (found === undefined) throw new Error(`There is no credential ${type}`);
	return found;
}

/** Sends the request of the test: what came, or the error that n8n gets. */
export async function request(
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<INodeExecutionData[][] | NodeApiError> {
	const { request: tested } = credentialOf(type).test ?? {};
	const nodeType: INodeType = {
		description: {
			...new VeoVideo().description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					...(tested && { routing: { request: tested } }),
				},
			],
		},
	};
	const { context } = makeContext({ parameters: {}, credentials: { [type]: data } }, nodeType);
	const result: unknown = await new RoutingNode(context as unknown as ExecuteContext, nodeType)
		.runNode()
		.catch((one: unknown) => one);
	if (Array.isArray(result) || result instanceof NodeApiError) return result;
	throw new Error('Not an error of the request', { cause: result });
}

/** What stands at a path of a value, inherited or not, as lodash's `get` finds it for n8n. */
function at(value: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(one, key) => (one == null ? undefined : (one as Record<string, unknown>)[key]),
			value,
		);
}

/**
 * Presses the button: what the dialog says, or null where it is green. The rules are gone through as n8n
 * does (its `credentials-tester.service.ts`): by status where the request fails, by field where not.
 */
export async function press(
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<string | null> {
	const result = await request(type, data);
	const rules = [...(credentialOf(type).test?.rules ?? [])];
	if (result instanceof NodeApiError) {
		const status = Number(result.httpCode);
		const rule = rules.find(
			(one) => one.type === 'responseCode' && one.properties.value === status,
		);
		return rule?.properties.message ?? String(result.httpCode ?? result.message);
	}
	const json: unknown = result[0]?.[0]?.json;
	const rule = rules.find(
		(one) =>
			one.type === 'responseSuccessBody' && at(json, one.properties.key) === one.properties.value,
	);
	return rule?.properties.message ?? null;
}

/** What other web servers say to a request that is not theirs. */
export const STRANGERS: Array<[what: string, status: number, contentType: string, body: string]> = [
	['a page', 200, 'text/html', '<!DOCTYPE html><title>Welcome</title>'],
	['a page that is not there', 404, 'text/html', '<h1>Not Found</h1>'],
	['nothing', 200, 'text/plain', ''],
	['nothing, as no content', 204, 'text/plain', ''],
	['an empty object', 200, 'application/json', '{}'],
	['a list', 200, 'application/json', '[]'],
	['null', 200, 'application/json', 'null'],
	['a health check', 200, 'application/json', '{"status":"ok"}'],
	['an Express router', 404, 'application/json', '{"message":"Not Found"}'],
	['FastAPI', 404, 'application/json', '{"detail":"Not Found"}'],
	[
		'Spring',
		404,
		'application/json',
		'{"timestamp":"2026-11-21","status":404,"error":"Not Found","path":"/v1/videos"}',
	],
	['a JSON text', 400, 'application/json', '"no"'],
];
