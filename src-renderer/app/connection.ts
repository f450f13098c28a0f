import { create } from 'zustand';

/** What the page knows of its line to the application. */
export interface ConnectionState {
  readonly state: 'connecting' | 'open' | 'lost' | 'stale' | 'refused';
  readonly problem: string | null;
}

export const useConnection = create<ConnectionState>(() => ({ state: 'connecting', problem: null }));

export function connectionOpened(): void {
  useConnection.setState({ state: 'open', problem: null });
}

/**
 * A line that never opened was refused. One that did is lost and comes back by itself, unless something answers there that
 * does not know this page any more: Parallax was started again, and has another key.
 */
export async function connectionClosed(answers: () => Promise<boolean>): Promise<void> {
  const { state } = useConnection.getState();
  if (state === 'connecting' || state === 'refused') {
    useConnection.setState({ state: 'refused' });
    return;
  }
  if (state === 'open') useConnection.setState({ state: 'lost' });
  else if ((await answers()) && useConnection.getState().state === 'lost')
    useConnection.setState({ state: 'stale' });
}
