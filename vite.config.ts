import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer. The main process is built by scripts/build.mjs, and only for packaging and Electron. */
export default defineConfig({
  root: 'src-renderer',
  // Served from any path by the browser shell, and by a custom protocol in Electron.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // The content security policy allows neither inline scripts nor data: fonts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: true,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
