/** n8n-core writes its settings when it is loaded: into a folder of the tests, not into the person's own. */

import { join } from 'node:path';

const { VEO_TESTS_FOLDER = '' } = process.env;

process.env.N8N_USER_FOLDER = join(VEO_TESTS_FOLDER, String(process.pid));
