/** `npx node examples/llm/demo-provider/server.ts [PORT]`: a provider without a key, for trying things out. */
import { startDemoProvider } from '../../../src-main/llm/demo/server.ts';

const demo = await startDemoProvider(Number(process.argv[2] ?? 0));
for (const { id, baseUrl } of demo.providers) console.log(`${id}/demo  ${baseUrl}`);
