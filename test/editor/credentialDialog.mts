/** The dialog in which a credential is made; saving tests it. */
import type { Locator } from 'playwright-core';

import type { Editor } from './editor.mts';

export class CredentialDialog {
	private readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	private get dialog(): Locator {
		return this.editor.part('editCredential-modal');
	}

	/** Waits until the dialog is open. */
	async isOpen(): Promise<void> {
		await this.dialog.waitFor();
	}

	/** Types into a field, by its name. */
	async write(field: string, text: string): Promise<void> {
		await this.dialog.getByTestId(`parameter-input-${field}`).locator('input').fill(text);
	}

	/** Saves; n8n tests the credential then. */
	async save(): Promise<void> {
		await this.dialog.getByTestId('credential-save-button').click();
	}

	/** What the test said: its words in full when it failed. */
	async failure(): Promise<string> {
		await this.dialog.getByText('More details').click();
		return await this.dialog.innerText();
	}

	/** Waits for the green banner. */
	async passes(): Promise<void> {
		await this.dialog.getByTestId('credentials-config-container-test-success').waitFor();
	}

	/** Waits until n8n has closed the dialog: it does so when a first test passes. */
	async isClosed(): Promise<void> {
		await this.dialog.waitFor({ state: 'hidden' });
	}

	/** Closes the dialog by its cross. */
	async close(): Promise<void> {
		await this.dialog.getByTestId('dialog-close-button').or(this.cross).first().click();
		await this.isClosed();
	}

	private get cross(): Locator {
		return this.dialog.locator('.el-dialog__headerbtn');
	}
}
