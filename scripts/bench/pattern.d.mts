/** Pairs of a pattern and an event, each of about so many bytes. */
export declare const hostile: Record<string, (bytes: number) => readonly [unknown, unknown]>
/** The two as text. */
export declare const deep: (bytes: number) => readonly [string, string]
export declare const benchPattern: () => Promise<{ name: string; value: number; unit: string }[]>
