import { create } from 'zustand';
import { failureOf } from '../../app/api.ts';
import { trustWorkspace } from './workspace-store.ts';

/** What runs once the workspace is trusted. */
export type Waiting = () => Promise<void>;

interface Trust {
  /** Waits for the answer of the dialog; null: nothing is asked. */
  readonly waiting: Waiting | null;
}

export const useTrust = create<Trust>(() => ({ waiting: null }));

/** Asks whether the workspace is trusted, and runs what waits for it if so. */
export function askTrust(waiting: Waiting): void {
  useTrust.setState({ waiting });
}

/** Asks for trust if that is what `error` is about; whether it was. */
export function asksTrust(error: unknown, waiting: Waiting): boolean {
  const untrusted = failureOf(error).code === 'not_trusted';
  if (untrusted) askTrust(waiting);
  return untrusted;
}

export function decline(): void {
  useTrust.setState({ waiting: null });
}

export async function accept(): Promise<void> {
  const { waiting } = useTrust.getState();
  decline();
  if ((await trustWorkspace()) && waiting !== null) await waiting();
}
