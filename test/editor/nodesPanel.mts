/** The panel from which nodes are added to a workflow. */
import type { Locator } from 'playwright-core';

import type { Editor } from './editor.mts';
import { eventually, LIST_TIMEOUT_MS } from './eventually.mts';

export class NodesPanel {
	private readonly editor: Editor;

	constructor(editor: Editor) {
		this.editor = editor;
	}

	/** Opens the panel for the first step of an empty workflow: n8n asks for a trigger there. */
	async openForFirstStep(): Promise<void> {
		await this.editor.part('canvas-add-button').click();
		await this.editor.part('node-creator').waitFor();
	}

	/** Opens the panel for a further step. */
	async openForNextStep(): Promise<void> {
		await this.editor.part('node-creator-plus-button').click();
		await this.editor.part('node-creator').waitFor();
	}

	/** Types into the search bar. */
	async search(text: string): Promise<void> {
		await this.editor.part('node-creator-search-bar').fill(text);
	}

	/** The entries with exactly this name, nodes and actions alike. */
	entry(name: string): Locator {
		return this.editor.part('node-creator-item-name').filter({ hasText: exactly(name) });
	}

	/** The first entry whose name begins like this. */
	firstEntry(beginning: RegExp): Locator {
		return this.editor.part('node-creator-item-name').filter({ hasText: beginning }).first();
	}

	/** The headings "Actions (4)" and "Triggers (2)" of an opened node. */
	heading(kind: 'Actions' | 'Triggers'): Locator {
		return this.editor
			.part('node-creator-category-item')
			.filter({ hasText: new RegExp(`^\\s*${kind}`) });
	}

	/** The names of all entries that are listed now. */
	async entries(): Promise<string[]> {
		const names = await this.editor.part('node-creator-item-name').allInnerTexts();
		return names.map((name) => name.trim());
	}

	/** Searches for a node and opens its list of actions. */
	async openNode(name: string): Promise<void> {
		await this.take(name);
		await this.heading('Actions').waitFor();
	}

	/** Adds a Manual Trigger, with which a person starts a first workflow. */
	async addManualTrigger(): Promise<void> {
		await this.openForFirstStep();
		await this.take('Trigger manually');
	}

	/** Searches for an entry and takes it. A list that was searched while it was loading stays empty, so that it is searched anew. */
	private async take(name: string): Promise<void> {
		await eventually(async () => {
			await this.search('');
			await this.search(name);
			await this.entry(name).click({ timeout: LIST_TIMEOUT_MS });
		});
	}
}

function exactly(text: string): RegExp {
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
