/** What the credentials of all providers have in common: a Bearer key, and a test that costs nothing. */

import type { IAuthenticateGeneric, ICredentialTestRequest, Icon } from 'n8n-workflow';

export const serviceIcon: Icon = {
	light: 'file:../nodes/VeoVideo/veoVideo.svg',
	dark: 'file:../nodes/VeoVideo/veoVideo.dark.svg',
};

export const bearer: IAuthenticateGeneric = {
	type: 'generic',
	properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
};

/** The credential's Base URL as an expression, without the slash that people put at its end. */
export const baseUrlOf = '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}';

/**
 * Asks for a task that does not exist: that costs nothing, creates nothing, and needs no endpoint
 * beside the documented ones. A wrong key is told by 401 or 403; any complaint about the task itself
 * comes from a provider that has accepted the key.
 */
export function keyTest(displayName: string, missingTask: string): ICredentialTestRequest {
	return {
		request: {
			baseURL: baseUrlOf,
			url: missingTask,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: {
				ignore: true,
				except: [301, 302, 303, 307, 308, 401, 402, 403, 407, 500, 502, 503, 504],
			},
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: `${displayName} does not accept this API key` },
			},
			{
				type: 'responseCode',
				properties: { value: 403, message: `${displayName} refuses access with this API key` },
			},
		],
	};
}
