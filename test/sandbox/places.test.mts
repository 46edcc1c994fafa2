// Every place that follows from the list of dialects: it answers, wants its key, and guards against a stray one.
import { PLACES, portAt } from '../../sandbox/addresses.mts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { ask } from './client.mts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const placesThat = (credential: 'needed' | 'refused') =>
	PLACES.filter((place) => place.credential === credential);

it('have a name, a title and an address each', () => {
	for (const part of ['name', 'title'] as const) {
		expect(new Set(PLACES.map((place) => place[part])).size).toBe(PLACES.length);
	}
	const urls = PLACES.map(({ face, origin }) => sandbox.url(face, origin));
	expect(new Set(urls).size).toBe(PLACES.length);
	expect(() => sandbox.url('hingNet', 'upload')).toThrow('hingNet.upload');
});

it('keep their ports: whoever saved an address of the first release finds the same provider there', () => {
	const names = PLACES.slice(0, 5).map(({ name }) => name);
	expect(names).toEqual(['hingNet', 'hingNetNative', 'jieKouAi', 'uniAll', 'twelveAi']);
	expect([0, 1, 2].map((index) => portAt(4010, index))).toEqual([4010, 4011, 4012]);
	expect(portAt(0, 3)).toBe(0);
});

it.each(placesThat('needed'))('$name answers nothing without the key', async ({ face, origin }) => {
	const wrong: Array<Record<string, string>> = [
		{},
		{ authorization: 'Bearer wrong' },
		{ 'x-api-key': sandbox.key },
	];
	for (const headers of wrong) {
		const answer = await ask(`${sandbox.url(face, origin)}/nothing/here`, { headers });
		// kie says it in the body, LiteLLM in words: without a database it cannot look a key up.
		const isSaid = /"code":401|No connected db/.test(answer.text);
		const code = isSaid ? 401 : answer.status;
		expect(code).toBe(401);
	}
});

it.each(placesThat('refused'))(
	'$name refuses and notes every credential',
	async ({ face, origin }) => {
		const url = `${sandbox.url(face, origin)}/files/nothing`;
		for (const name of ['authorization', 'x-goog-api-key', 'x-api-key', 'cookie']) {
			expect((await ask(url, { headers: { [name]: 'x' } })).status).toBe(400);
			expect(sandbox.credentialsSeenElsewhere.at(-1)).toMatchObject({ face, origin });
		}
		expect((await ask(url)).status).not.toBe(400);
	},
);
