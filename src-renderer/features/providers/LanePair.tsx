import type { ReactNode } from 'react';
import type { LlmLaneView, LlmRunView } from '../../../shared/api/llm.ts';
import { Select } from '../../components/Inputs.tsx';
import styles from './LanesBelow.module.css';
import { useLanes } from './lanes-store.ts';

export interface Pair {
  /** The two targets that are held against each other. */
  readonly targets: readonly [string, string];
  readonly left: LlmLaneView | undefined;
  readonly right: LlmLaneView | undefined;
}

/** The two lanes that were chosen; the first two where nobody chose. */
export function usePair({ targets, lanes }: LlmRunView): Pair {
  const chosen = useLanes((state) => state.pair);
  const [a, b] = chosen ?? [targets[0] ?? '', targets[1] ?? ''];
  const lane = (target: string) => lanes.find((one) => one.target === target);
  return { targets: [a, b], left: lane(a), right: lane(b) };
}

interface Props {
  readonly run: LlmRunView;
  readonly pair: Pair;
  /** What came of it, in a few words. */
  readonly children: ReactNode;
}

/** Chooses two lanes. */
export function LanePair({ run, pair, children }: Props) {
  const [a, b] = pair.targets;
  const select = (id: string, label: string, value: string, choose: (target: string) => void) => (
    <Select
      id={id}
      label={label}
      value={value}
      options={run.targets.map((target) => ({ value: target, label: target }))}
      onChange={choose}
    />
  );
  return (
    <div className={styles.pair}>
      {select('llm-pair-a', 'First lane', a, (target) => useLanes.setState({ pair: [target, b] }))}
      <span>against</span>
      {select('llm-pair-b', 'Second lane', b, (target) => useLanes.setState({ pair: [a, target] }))}
      <span role="status">{children}</span>
    </div>
  );
}
