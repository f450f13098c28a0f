/** `npx node examples/llm/demo-provider/server.ts [PORT]`, or as a service of a workspace: a provider without a key, for trying things out. */
import { startDemoProvider } from '../../../src-main/llm/demo/server.ts';

const demo = await startDemoProvider(Number(process.argv[2] ?? process.env['PORT'] ?? 0));
for (const { id, baseUrl } of demo.providers) console.log(`${id}/demo  ${baseUrl}`);
