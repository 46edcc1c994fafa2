/** The point of it all: the video plays in the output panel, in the light and in the dark. */
import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { Check } from '../../n8n/checks.mts';
import type { Editor } from '../editor.mts';
import { eventually } from '../eventually.mts';
import type { Walk } from '../walk.mts';

/** A media element that has at least the frame it is to show (HTMLMediaElement.HAVE_CURRENT_DATA). */
const HAS_A_FRAME = 2;
const FILM_MS = 60_000;
const PROMPT = 'The sun sets over a calm sea, slow camera move, warm light, soft waves';

/** Checks the whole way of a first video. */
export function videoChecks(walk: Walk): Check[] {
	const { editor, node } = walk;
	return [
		{
			name: 'video: it plays in the output panel',
			async run() {
				const view = await makeVideo(walk);
				await editor.takePicture('10-file');
				await view.click();
				const video = node.output.locator('video');
				await assertPlays(video);
				await withoutNotices(editor);
				await editor.takePicture('11-video');
				await editor.setTheme('dark');
				await editor.page.locator('img[src$="veoVideo.dark.svg"]').first().waitFor();
				await editor.takePicture('12-video-dark');
				await editor.setTheme('light');
			},
		},
		{
			name: 'canvas: the node shows its icon and what it does, in the light and in the dark',
			async run() {
				await makeVideo(walk);
				await node.close();
				await withoutNotices(editor);
				await editor.part('zoom-to-fit').click();
				const drawn = editor.part('canvas-default-node');
				const icons = new Set<string>();
				for (const theme of ['light', 'dark'] as const) {
					await editor.setTheme(theme);
					await eventually(async () => {
						const icon = drawn.locator('img').first();
						const width = await icon.evaluate((img: { naturalWidth: number }) => img.naturalWidth);
						assert.ok(width > 0, 'the icon is not drawn');
						icons.add((await icon.getAttribute('src')) ?? '');
						assert.equal(icons.size, theme === 'light' ? 1 : 2, [...icons].join());
					});
					await editor.takePicture(`13-canvas-${theme}`);
				}
				await editor.setTheme('light');
			},
		},
	];
}

/** Orders a video as a newcomer would, and waits for it; gives back the button that shows it. */
async function makeVideo({ node, openNewNode }: Walk): Promise<Locator> {
	await openNewNode('generate');
	await node.write('prompt', PROMPT);
	await node.execute();
	const view = node.output.getByTestId('ndv-view-binary-data');
	await view.waitFor({ timeout: FILM_MS });
	return view;
}

/** What of a video element in the page is looked at: our types know no browser. */
interface PageVideo {
	readyState: number;
	videoWidth: number;
	currentTime: number;
}

async function assertPlays(video: Locator): Promise<void> {
	await video.waitFor();
	await eventually(async () => {
		const { readyState, videoWidth, currentTime } = await video.evaluate((element: PageVideo) => ({
			readyState: element.readyState,
			videoWidth: element.videoWidth,
			currentTime: element.currentTime,
		}));
		assert.ok(readyState >= HAS_A_FRAME, 'the video has no frame to show');
		assert.ok(videoWidth > 0, 'the video has no picture');
		assert.ok(currentTime > 1, 'the video does not play');
	});
}

/** Closes n8n's notices in the corner, which lie over what is to be seen. */
async function withoutNotices({ page }: Editor): Promise<void> {
	const crosses = page.locator('.el-notification__closeBtn');
	for (const cross of await crosses.all()) await cross.click();
	await crosses.first().waitFor({ state: 'hidden' });
}
