import { create } from 'zustand';

/** What the page knows of its line to the application. */
export interface ConnectionState {
  readonly state: 'connecting' | 'open' | 'lost' | 'refused';
  readonly problem: string | null;
}

export const useConnection = create<ConnectionState>(() => ({ state: 'connecting', problem: null }));

export function connectionOpened(): void {
  useConnection.setState({ state: 'open', problem: null });
}

/** A line that never opened was refused; one that did is lost, and comes back by itself. */
export function connectionClosed(): void {
  const { state } = useConnection.getState();
  useConnection.setState({ state: state === 'open' || state === 'lost' ? 'lost' : 'refused' });
}
