/** Who of several targets is asked first: in order, drawn by weight, the quickest, the one that would lose least. */
export const LLM_ROUTES = ['primary', 'weighted', 'latency', 'loss'] as const;
export type LlmRoute = (typeof LLM_ROUTES)[number];
