/** `npm run test:full`: the long runs are whole. */
export const FULL = process.env['PARALLAX_FULL'] === '1';

/** How often: seldom in every test run, often in the full one. */
export const runs = (quick: number, whole: number): number => (FULL ? whole : quick);
