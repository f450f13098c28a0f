/** Unpacks npm's Chromium, with libraries for systems that lack them, into the temporary folder of this process. */
import { join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';
import { root } from './run.mjs';

await chromium.executablePath();
await inflate(join(root, 'node_modules', '@sparticuz', 'chromium', 'bin', 'al2023.tar.br'));
