/** Tests are .mts, the files that ship .ts; Babel makes CommonJS of both, which n8n-core's own contexts want. */
export default {
	testMatch: ['<rootDir>/test/**/*.test.mts'],
	moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: { '\\.m?ts$': 'babel-jest' },
	globalSetup: '<rootDir>/test/aroundAll.mts',
	setupFiles: ['<rootDir>/test/setup.mts'],
	// The tests mostly wait for each other's timers and sockets, not for the processor.
	maxWorkers: 4,
	// Ends a test that hangs; a slow disk or processor must fail none.
	testTimeout: 120_000,
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
