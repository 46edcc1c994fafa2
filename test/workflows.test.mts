// GitHub's workflows: what they run of other people's work, and which job may publish.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function workflow(name: string): string {
	return readFileSync(join(import.meta.dirname, '..', '.github', 'workflows', name), 'utf8');
}

/** The text of each job, by its name. */
function jobsOf(name: string): Record<string, string> {
	const [, jobs = ''] = workflow(name).split(/^jobs:\n/m);
	const parts = jobs.split(/^ {2}(\w+):\n/m).slice(1);
	const byName: Record<string, string> = {};
	for (let index = 0; index + 1 < parts.length; index += 2) {
		byName[parts[index] ?? ''] = parts[index + 1] ?? '';
	}
	return byName;
}

describe.each(['ci.yml', 'release.yml'])('%s', (name) => {
	it('names each action by its commit, with the version beside it', () => {
		const uses = workflow(name).match(/uses:.*/g) ?? [];
		expect(uses.length).toBeGreaterThan(0);
		for (const one of uses) expect(one).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
	});

	it('reads the repository and no more, unless a job says otherwise', () => {
		expect(workflow(name)).toMatch(/^permissions:\n {2}contents: read\n\n/m);
	});
});

it('gives CI the database services that the tests of the queue need', () => {
	const { test = '' } = jobsOf('ci.yml');
	expect(test).toContain('image: postgres:');
	expect(test).toContain("ports: ['5432:5432']");
	expect(test).toContain('image: redis:');
	expect(test).toContain("ports: ['6379:6379']");
});

it('lets no job publish that installs or builds', () => {
	const { build = '', publish = '' } = jobsOf('release.yml');
	expect(build).toContain('npm install');
	expect(build).not.toContain('id-token');
	expect(publish).toMatch(/permissions:\n {6}id-token: write\n {4}\w/);
	expect(publish).toContain('npm publish ./packed/');
	expect(publish).toContain('--provenance');
	expect(publish).not.toMatch(/checkout|npm (install|ci|test|run)|npx/);
});
