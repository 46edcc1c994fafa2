// What people read promises no more than is sure: n8n keeps nothing of some executions, and no provider says how long it keeps a video.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VeoTaskTableApi } from '../credentials/VeoTaskTableApi.credentials';

const ROOT = join(import.meta.dirname, '..');
const READMES = ['README.md', 'README.zh-CN.md'];
const EXAMPLES = readdirSync(join(ROOT, 'examples'))
	.filter((name) => name.endsWith('.json'))
	.map((name) => join('examples', name));

const TOO_MUCH =
	/never orders|no order is sent twice|(is|are) not lost|is lost\b|绝不会为同一个视频|不会丢失|视频不会丢/;

it.each([...READMES, ...EXAMPLES, 'CHANGELOG.md'])(
	'%s promises nothing that is not sure',
	(file) => {
		expect(readFileSync(join(ROOT, file), 'utf8')).not.toMatch(TOO_MUCH);
	},
);

it.each(READMES)('%s says where a retry orders again, and where localhost is blocked', (file) => {
	const text = readFileSync(join(ROOT, file), 'utf8');
	expect(text).toMatch(/sub-workflow/);
	expect(text).toContain('QUEUE_WORKER_MAX_STALLED_COUNT=0');
	expect(text).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
});

it('the credential says so where the address is entered', () => {
	const field = new VeoTaskTableApi().properties.find(({ name }) => name === 'baseUrl');
	expect(field?.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
});
