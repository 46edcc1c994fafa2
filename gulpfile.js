const { dest, parallel, src } = require('gulp');

const NODES = 'nodes/**/*.{png,svg,node.json}';
const CREDENTIALS = 'credentials/**/*.{png,svg}';

/** Carries what tsc leaves behind into dist: icons, and the codex files that make the nodes findable. */
exports.build = parallel(
	() => src(NODES, { encoding: false }).pipe(dest('dist/nodes')),
	() => src(CREDENTIALS, { encoding: false }).pipe(dest('dist/credentials')),
);
