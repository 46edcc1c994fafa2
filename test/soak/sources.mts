/** Lets Node run the node's sources as they are, which are written for n8n's build. */

import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
	resolve(specifier, context, next) {
		// Its other build leaves out endings as well, and n8n loads this one.
		if (specifier === 'n8n-workflow') {
			return next(specifier, { ...context, conditions: ['node', 'require'] });
		}
		const { parentURL } = context;
		if (!/^\.{1,2}\//.test(specifier) || parentURL === undefined) return next(specifier, context);
		const source = `${specifier}.ts`;
		if (!existsSync(fileURLToPath(new URL(source, parentURL)))) return next(specifier, context);
		return { ...next(source, context), format: 'module-typescript' };
	},
});
