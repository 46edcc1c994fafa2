/** Where n8n's public API lies below the address of an n8n: https://docs.n8n.io/api/ */

/** A Base URL that ends with one of them is understood; longest first. */
export const N8N_API_PATHS = ['/api/v1/data-tables', '/api/v1'] as const;
