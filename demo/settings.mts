/** What the person asked the demo for, on the command line and in the environment. */

/** A provider to use instead of the sandbox. */
export interface RealProvider {
	name: string;
	apiKey: string;
	/** Undefined: the credential's own default. */
	baseUrl: string | undefined;
}

export interface DemoSettings {
	/** End when the video is there. */
	once: boolean;
	prompt: string;
	/** Undefined: the sandbox. */
	real: RealProvider | undefined;
}

const DEFAULT_PROMPT =
	'A paper boat sails down a rainy street, close to the water, soft morning light';

/** Reads `npm run demo -- [--once] [prompt]` and VEO_PROVIDER, VEO_API_KEY, VEO_BASE_URL. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): DemoSettings {
	const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--once');
	if (unknown !== undefined) {
		throw new Error(`"${unknown}" is not known. Use: npm run demo -- [--once] [prompt]`);
	}
	const words = args.filter((arg) => !arg.startsWith('-')).join(' ');
	return {
		once: args.includes('--once'),
		prompt: words || DEFAULT_PROMPT,
		real: readProvider(env),
	};
}

function readProvider(env: NodeJS.ProcessEnv): RealProvider | undefined {
	const name = env['VEO_PROVIDER'];
	const apiKey = env['VEO_API_KEY'];
	const baseUrl = env['VEO_BASE_URL'];
	if (!name && !apiKey && !baseUrl) return undefined;
	// Half a setting must not end in the sandbox: the person would take its film for the provider's.
	if (!name || !apiKey) {
		throw new Error(
			`${name ? 'VEO_API_KEY' : 'VEO_PROVIDER'} is missing. Set VEO_PROVIDER and VEO_API_KEY (and VEO_BASE_URL) for a real provider, or none of them for the sandbox.`,
		);
	}
	return { name, apiKey, baseUrl: baseUrl || undefined };
}
