import { configureGlobal } from 'fast-check';
import { FULL } from './full.ts';

// The same examples every time, so that a failure is nobody's luck; full runs look further and elsewhere.
if (!FULL) configureGlobal({ seed: 20_261_121 });
