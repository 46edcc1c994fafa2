/** The credential's test button, with a right and a wrong key. */
import assert from 'node:assert/strict';

import { type Check, DoesNotApply } from '../checks.mts';
import type { Stage } from '../stage.mts';

/** The first n8n whose credential tests may take some HTTP statuses for a pass and others not. */
const FIRST_TO_EXCEPT_STATUSES = '2.11';

/** Checks that the test tells keys apart, and that it costs nothing. */
export function credentialChecks({ api, n8n, sandbox }: Stage): Check[] {
	const needsStatuses = () => {
		const order = n8n.version.localeCompare(FIRST_TO_EXCEPT_STATUSES, 'en', { numeric: true });
		if (order < 0) throw new DoesNotApply('there a credential test passes with any HTTP status');
	};
	const test = async (apiKey: string) => {
		const created = sandbox.created.length;
		const result = await api.testCredential('hingNetApi', {
			apiKey,
			baseUrl: sandbox.urls.hingNet,
		});
		assert.equal(sandbox.created.length, created, 'the credential test created a task');
		return result;
	};
	return [
		{
			name: 'credential test: a right key passes and creates nothing',
			async run() {
				const { status, message } = await test(sandbox.key);
				assert.equal(status, 'OK', message);
			},
		},
		{
			name: 'credential test: a wrong key fails and creates nothing',
			async run() {
				needsStatuses();
				const { status, message } = await test('not-the-key');
				assert.equal(status, 'Error', message);
			},
		},
		{
			name: 'credential test: an empty key fails',
			async run() {
				needsStatuses();
				const { status, message } = await test('');
				assert.equal(status, 'Error', message);
			},
		},
		{
			name: 'credential test: the key of a service account gets a token, and a cut one is told in words',
			async run() {
				const baseUrl = sandbox.urls.vertexAi;
				const good = { serviceAccountKey: sandbox.serviceAccountKey, baseUrl };
				const right = await api.testCredential('veoVertexAiApi', good);
				assert.equal(right.status, 'OK', right.message);
				const cut = { serviceAccountKey: sandbox.serviceAccountKey.slice(0, 400), baseUrl };
				const wrong = await api.testCredential('veoVertexAiApi', cut);
				assert.equal(wrong.status, 'Error');
				assert.match(String(wrong.message), /Service Account Key/);
			},
		},
	];
}
