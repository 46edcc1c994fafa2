/** An opened node: its fields in the middle, what it gave out on the right. */
import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { Editor } from './editor.mts';
import { eventually, LIST_TIMEOUT_MS } from './eventually.mts';

/** A field as the person sees it. */
export interface ShownField {
	/** The parameter's name; `credentials` for the place where a credential is chosen. */
	name: string;
	label: string;
}

/** What of an element in the page is looked at: our types know no browser. */
interface PageElement {
	textContent: string | null;
	htmlFor?: string;
	parentElement: PageElement;
	closest(selector: string): PageElement | null;
	querySelector(selector: string): PageElement | null;
	querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Runs in the browser: the outermost fields, since those within a collection belong to it. */
function readFields(list: PageElement): ShownField[] {
	const field = '[data-test-id="parameter-item"]';
	return [...list.querySelectorAll(field)]
		.filter((item) => item.parentElement.closest(field) === null)
		.map((item) => {
			const slot = item.querySelector('[data-test-id="node-credentials-slot"]');
			const label = item.querySelector('label');
			return {
				name: slot === null ? (label?.htmlFor ?? '') : 'credentials',
				label: label?.querySelector('.n8n-text')?.textContent?.trim() ?? '',
			};
		})
		.filter(({ name }) => name !== '');
}

export class NodeView {
	private readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	/** The tab "Parameters"; the tab "Settings" beside it is hidden, but in the page. */
	private get parameters(): Locator {
		return this.editor.part('node-parameters').filter({ visible: true });
	}

	/** The right-hand panel. */
	get output(): Locator {
		return this.editor.part('output-panel');
	}

	/** The control of a field, by the parameter's name. */
	control(name: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${name}`);
	}

	/** The place where a credential is chosen or made. */
	get credentials(): Locator {
		return this.parameters.getByTestId('node-credentials-slot');
	}

	/** Takes the first credential that the last of several places offers. */
	async chooseLastCredential(): Promise<void> {
		const offered = this.editor.page.locator(
			'[data-test-id^=node-credentials-select-item-]:not([data-test-id$=-new]):visible',
		);
		// A list that opens while the node is drawn anew closes again.
		await eventually(async () => {
			await this.credentials.last().locator('input').click();
			await offered.first().click({ timeout: LIST_TIMEOUT_MS });
			assert.notEqual(await this.credentials.last().locator('input').inputValue(), '');
		});
	}

	/** The name of the credential that the node uses; empty while there is none. */
	async chosenCredential(): Promise<string> {
		const select = this.credentials.locator('input');
		return (await select.count()) === 0 ? '' : await select.first().inputValue();
	}

	/** Waits until the node is open. */
	async isOpen(): Promise<void> {
		await this.parameters.waitFor();
	}

	/** The fields from top to bottom. */
	async fields(): Promise<ShownField[]> {
		const list = this.parameters.locator('.parameter-input-list-wrapper').first();
		return await list.evaluate(readFields);
	}

	/** Opens a field's list of choices, and gives back their names. */
	async choices(name: string): Promise<string[]> {
		await this.control(name).click();
		const choices = this.openChoices;
		await choices.first().waitFor();
		// A choice's description stands on lines of its own under its name.
		const names = (await choices.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
		return names;
	}

	/** Takes a choice of a field by the name that the list shows. */
	async choose(name: string, choice: string): Promise<void> {
		const names = await this.choices(name);
		const index = names.indexOf(choice);
		if (index < 0) {
			throw new Error(`"${name}" offers no "${choice}", but: ${names.join(', ')}`);
		}
		await this.openChoices.nth(index).click();
		await this.openChoices.first().waitFor({ state: 'hidden' });
	}

	private get openChoices(): Locator {
		return this.editor.part('parameter-input-item').filter({ visible: true });
	}

	/** Closes an open list of choices without taking one, and leaves the node open. */
	async closeChoices(name: string): Promise<void> {
		await this.control(name).click();
		await this.openChoices.first().waitFor({ state: 'hidden' });
	}

	/** Types into a text field. */
	async write(name: string, text: string): Promise<void> {
		await this.control(name).locator('textarea, input').first().fill(text);
	}

	/** The names in the list under "Add option". */
	async offeredOptions(): Promise<string[]> {
		const options = this.editor.part('collection-parameter-option').filter({ visible: true });
		await this.parameters.getByTestId('collection-parameter-add').click();
		await options.first().waitFor();
		const names = (await options.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
		await this.parameters.getByTestId('collection-parameter-add').click();
		await options.first().waitFor({ state: 'hidden' });
		return names;
	}

	/** Presses "Execute step", or "Fetch Test Event" at a trigger. */
	async execute(): Promise<void> {
		await this.editor.part('node-execute-button').click();
	}

	/** Closes the node. */
	async close(): Promise<void> {
		await this.editor.part('ndv-close-button').filter({ visible: true }).click();
		await this.parameters.waitFor({ state: 'hidden' });
	}
}
