/** n8n's editor in a browser: logging in, new workflows, and pictures of what it shows. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Browser, type Locator, type Page, selectors } from 'playwright-core';

import type { Owner } from '../n8n/n8nApi.mts';

const PICTURES = fileURLToPath(new URL('../output/editor/', import.meta.url));
const WINDOW = { width: 1440, height: 900 };
/** A first page load on a busy machine takes its time. */
const ACTION_TIMEOUT_MS = 30_000;

export class Editor {
	readonly page: Page;
	private readonly url: string;

	private constructor(page: Page, url: string) {
		this.page = page;
		this.url = url;
	}

	/** Opens a page and logs in by n8n's form. */
	static async logIn(browser: Browser, url: string, owner: Owner): Promise<Editor> {
		// The attribute that n8n's own tests go by.
		selectors.setTestIdAttribute('data-test-id');
		await rm(PICTURES, { recursive: true, force: true });
		await mkdir(PICTURES, { recursive: true });
		const page = await browser.newPage({ viewport: WINDOW, colorScheme: 'light' });
		page.setDefaultTimeout(ACTION_TIMEOUT_MS);
		await page.goto(`${url}/signin`);
		await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
		await page.locator('input[name=password]').fill(owner.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
		return new Editor(page, url);
	}

	/** The part of the page with this `data-test-id`. */
	part(testId: string): Locator {
		return this.page.getByTestId(testId);
	}

	/** Begins a workflow, with its canvas empty. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.part('canvas-add-button').waitFor();
	}

	/** Which theme the person's system asks for: n8n follows it. */
	async setTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	/** Keeps what is on the screen under test/output/editor/. */
	async takePicture(name: string): Promise<void> {
		await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
	}
}
