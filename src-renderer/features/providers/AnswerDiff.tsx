import type { LlmRunView } from '../../../shared/api/llm.ts';
import { compareAnswers } from '../../../shared/llm/compare/answers.ts';
import { LanePair, usePair } from './LanePair.tsx';
import styles from './LanesBelow.module.css';
import { showJson } from './request-text.ts';

/** Any two answers held against each other: JSON by its leaves, calls by their arguments, texts as a whole. */
export function AnswerDiff({ run }: { readonly run: LlmRunView }) {
  const pair = usePair(run);
  const [left, right] = [pair.left?.response, pair.right?.response];
  const compared = left && right ? compareAnswers(left, right) : null;
  const count = compared?.differences.length ?? 0;
  return (
    <div className={styles.diff}>
      <LanePair run={run} pair={pair}>
        {compared === null
          ? 'One of them has not answered.'
          : count === 0
            ? run.ended
              ? '✓ Both say the same.'
              : 'Both say the same so far.'
            : `${count} ${count === 1 ? 'difference' : 'differences'}${compared.json ? ' in JSON' : ''}`}
      </LanePair>
      {compared && count > 0 && (
        <table aria-label="Differences of the answers">
          <thead>
            <tr>
              <th scope="col">Where</th>
              {pair.targets.map((target, side) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: both sides may be the same lane
                <th key={side} scope="col">
                  {target}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {compared.differences.map((one) => (
              <tr key={one.path}>
                <th scope="row">{one.path}</th>
                <td title={showJson(one.a, 4000)}>{showJson(one.a, 300)}</td>
                <td title={showJson(one.b, 4000)}>{showJson(one.b, 300)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
