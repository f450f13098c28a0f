import { useState } from 'react';
import { type LlmProxyOptions, MAX_WEIGHT } from '../../../shared/api/llm-proxy.ts';
import { TextInput } from '../../components/Inputs.tsx';
import styles from './Proxy.module.css';
import { setOptions } from './proxy-store.ts';

/** How often a target is drawn first: its weight, and what share of the calls that makes. */
export function ProxyWeight({
  target,
  options: { to, weights },
}: {
  readonly target: string;
  readonly options: LlmProxyOptions;
}) {
  const weight = weights[target] ?? 1;
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? String(weight);
  const bad = readWeight(text) === null;
  const sum = to.reduce((all, each) => all + (weights[each] ?? 1), 0);
  return (
    <span className={styles.weight}>
      <TextInput
        id={`proxy-weight-${target}`}
        label={`Weight of ${target}, 0 to ${MAX_WEIGHT}`}
        mono
        value={text}
        invalid={bad}
        onChange={(next) => {
          setDraft(next);
          const read = readWeight(next);
          if (read !== null) setOptions({ weights: { ...weights, [target]: read } });
        }}
      />
      <span className={styles.share}>{bad || sum === 0 ? '–' : `${Math.round((100 * weight) / sum)} %`}</span>
    </span>
  );
}

function readWeight(text: string): number | null {
  const weight = Number(text);
  return text.trim() !== '' && weight >= 0 && weight <= MAX_WEIGHT ? weight : null;
}
