/** A credential is made from within the node: a wrong key is told at once, a right one passes. */
import assert from 'node:assert/strict';

import type { Check } from '../../n8n/checks.mts';
import { eventually } from '../eventually.mts';
import type { Walk } from '../walk.mts';

/** Checks what a person sees with the first key. The credential stays: n8n picks it for later nodes. */
export function credentialChecks({
	editor,
	node,
	credential,
	sandbox,
	openNewNode,
}: Walk): Check[] {
	return [
		{
			name: 'credential: the test fails with a wrong key in words, and passes with the right one',
			async run() {
				const created = sandbox.created.length;
				await openNewNode('generate');
				await node.credentials.getByText('Connect to').click();
				await credential.isOpen();
				await credential.write('apiKey', 'not-the-key');
				await credential.write('baseUrl', sandbox.urls.hingNet);
				await credential.save();
				assert.match(await credential.failure(), /HingNet.*(key|Key)/);
				await editor.takePicture('05-credential-fails');

				await credential.write('apiKey', sandbox.key);
				await credential.save();
				await credential.isClosed();
				await eventually(async () => {
					assert.match(await node.chosenCredential(), /HingNet/);
				});

				await node.credentials.getByTestId('credential-edit-button').click();
				await credential.isOpen();
				await credential.write('apiKey', sandbox.key);
				await credential.save();
				await credential.passes();
				await editor.takePicture('06-credential-passes');
				await credential.close();
				assert.equal(sandbox.created.length, created, 'a credential test created a task');
			},
		},
	];
}
