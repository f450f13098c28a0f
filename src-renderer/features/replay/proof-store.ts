import { create } from 'zustand';
import type { ProofClass, ProofOptions, ProofRow, ProofView } from '../../../shared/api/replay.ts';
import { api, failureOf, type Stop } from '../../app/api.ts';
import { showPanel } from '../../app/docking.ts';
import { toast } from '../../app/ui-store.ts';
import { asksTrust } from '../explorer/trust-store.ts';

/** The last proof: what a change makes of every stored run of the node. */
export interface ProofState {
  readonly view: ProofView | null;
  /** Name of the change that is proved. */
  readonly name: string;
  readonly shown: ProofClass | null;
  readonly rows: readonly ProofRow[];
  readonly problem: string | null;
}

const nothing: ProofState = { view: null, name: '', shown: null, rows: [], problem: null };
const PAGE = 500;

export const useProof = create<ProofState>(() => nothing);

let stopWatching: Stop = () => undefined;
let reading: { readonly proof: string; again: boolean } | null = null;

export async function startProof(options: ProofOptions, name: string): Promise<void> {
  stopWatching();
  useProof.setState({ ...nothing, name });
  showPanel('proof');
  try {
    const proof = await api().replay.prove(options);
    stopWatching = api().watchProof(
      proof,
      (view) => {
        useProof.setState({ view });
        readRows(proof).catch(() => undefined);
      },
      ({ message }) => useProof.setState({ problem: message }),
    );
  } catch (error) {
    if (!asksTrust(error, () => startProof(options, name)))
      useProof.setState({ problem: failureOf(error).message });
  }
}

/** Rows come in the order in which they are done: only what is new is read, one read at a time. */
async function readRows(proof: string): Promise<void> {
  if (reading?.proof === proof) {
    reading.again = true;
    return;
  }
  const mine: NonNullable<typeof reading> = { proof, again: true };
  reading = mine;
  try {
    while (mine.again) {
      mine.again = false;
      const { rows, view } = useProof.getState();
      if (view?.id !== proof) return;
      const more = await api().replay.proofRows(proof, null, rows.length, PAGE);
      if (useProof.getState().view?.id !== proof) return;
      if (more.length > 0) useProof.setState({ rows: [...rows, ...more] });
      mine.again ||= more.length === PAGE;
    }
  } finally {
    if (reading === mine) reading = null;
  }
}

export function showClass(shown: ProofClass | null): void {
  useProof.setState({ shown });
}

export function cancelProof(): void {
  const { view } = useProof.getState();
  if (view)
    api()
      .replay.cancelProof(view.id)
      .catch((error: unknown) => toast('error', failureOf(error).message));
}
