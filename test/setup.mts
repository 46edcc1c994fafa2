/** n8n-core writes its settings when it is loaded: into a folder of the tests, not into the person's own. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.N8N_USER_FOLDER = join(tmpdir(), `veo-video-tests-${process.pid}`);
