/** Finds the machine's Chromium and starts it without a window and with an empty profile. */
import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

import { atTheEnd } from '../n8n/cleanUp.mts';

/** Where Debian puts it. */
const USUAL_PLACE = '/usr/bin/chromium';

/** n8n is on this machine, and nothing else is to be talked to. */
const ARGUMENTS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts the browser; it ends with this process at the latest. */
export async function startChromium(): Promise<Browser> {
	const executablePath = process.env['CHROMIUM'] || USUAL_PLACE;
	if (!existsSync(executablePath)) {
		throw new Error(
			`There is no Chromium at ${executablePath}. Install it ("apt-get install chromium" on Debian), or set CHROMIUM to where it is.`,
		);
	}
	const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
	atTheEnd(() => browser.close());
	return browser;
}
