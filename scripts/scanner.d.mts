/** The part of n8n's scanner that scan.mts uses; the scanner itself comes without types. */
declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	interface Analysis {
		passed: boolean;
		message?: string;
		details?: string;
	}

	export const SOURCE_FILE_PATTERNS: readonly string[];
	export function analyzePackage(folder: string, patterns: readonly string[]): Promise<Analysis>;
}
