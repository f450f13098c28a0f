import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { Auditor } from './audit.ts';
import { Backends } from './backends.ts';
import type { EffectConfig, EffectDeps } from './config.ts';
import { DatabaseProcesses } from './database/process.ts';
import { FileImages, SessionDatabases } from './database/session-databases.ts';
import { BrokerSession } from './session.ts';
import type { EffectBroker, EffectSession, EffectSessionOptions } from './types.ts';

/** The workspace's broker. A changed configuration needs a new one: sessions keep what they began with. */
export function createEffectBroker(config: EffectConfig, deps: EffectDeps): EffectBroker {
  const dispatcher = new Agent({ connect: { timeout: 0 }, pipelining: 1 });
  const processes = new DatabaseProcesses();
  const images = new FileImages();
  const sessions = new Set<EffectSession>();
  return {
    async open(options: EffectSessionOptions): Promise<EffectSession> {
      const { policy, rerun, paths } = options;
      const copies = policy === 'each' || rerun !== undefined;
      const primary = paths[0] ?? 'reference';
      const given = (owner: string, name: string) =>
        rerun?.image(owner === 'direct' || owner === 'reference' ? owner : primary, name);
      const databases = new SessionDatabases({ config, deps, processes, images, copies, given });
      // Its process starts while the runtimes do.
      if (usesDatabase(options)) databases.warm();
      const backends = new Backends(config, deps, dispatcher, databases);
      const auditor = new Auditor(randomUUID(), options.programs, deps);
      const session: EffectSession = new BrokerSession(options, config, backends, auditor, () =>
        sessions.delete(session),
      );
      sessions.add(session);
      return session;
    },
    async close(): Promise<void> {
      await Promise.all([...sessions].map((session) => session.close()));
      processes.close();
      await dispatcher.destroy();
    },
  };
}

function usesDatabase({ policy, programs }: EffectSessionOptions): boolean {
  const reaches = [...programs.values()].some(({ security }) =>
    security.required.some((name) => name.startsWith('database.')),
  );
  return reaches && (policy === 'share' || policy === 'each');
}
