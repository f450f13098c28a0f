import type { LlmLaneView, LlmRunView } from '../../../shared/api/llm.ts';
import { DiffView } from '../../components/code/DiffView.tsx';
import { LanePair, usePair } from './LanePair.tsx';
import styles from './LanesBelow.module.css';

/** What two lanes were really sent, line by line. */
export function RequestDiff({ run }: { readonly run: LlmRunView }) {
  const pair = usePair(run);
  const [a, b] = pair.targets;
  const [left, right] = [pair.left?.wire, pair.right?.wire];
  return (
    <div className={styles.requests}>
      <LanePair run={run} pair={pair}>
        {!left || !right ? 'One of them was sent nothing.' : 'As the bytes say it, without keys.'}
      </LanePair>
      <div className={styles.code}>
        <DiffView
          label={`Request of ${b} against ${a}`}
          language="javascript"
          original={wireText(pair.left)}
          modified={wireText(pair.right)}
        />
      </div>
    </div>
  );
}

export function wireText(lane: LlmLaneView | undefined): string {
  return lane?.wire ? JSON.stringify(lane.wire.body, null, 2) : '';
}
