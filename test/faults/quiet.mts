/** Import it first: the trigger logs each look that fails, and here they are many, all of them meant. */

process.env.N8N_LOG_LEVEL = 'silent';
