import type { LlmRunView } from '../../../shared/api/llm.ts';
import { compareAnswers } from '../../../shared/llm/compare/answers.ts';
import { Select } from '../../components/Inputs.tsx';
import styles from './Lanes.module.css';
import { useLanes } from './lanes-store.ts';
import { showJson } from './request-text.ts';

/** Any two answers held against each other: JSON by its leaves, calls by their arguments, texts as a whole. */
export function AnswerDiff({ run }: { readonly run: LlmRunView }) {
  const chosen = useLanes((state) => state.pair);
  const [first = '', second = ''] = run.targets;
  const [a, b] = chosen ?? [first, second];
  const [left, right] = [a, b].map((target) => run.lanes.find((lane) => lane.target === target)?.response);
  const compared = left && right ? compareAnswers(left, right) : null;
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
    <div className={styles.diff}>
      <div className={styles.pair}>
        {select('llm-pair-a', 'First lane', a, (target) => useLanes.setState({ pair: [target, b] }))}
        <span>against</span>
        {select('llm-pair-b', 'Second lane', b, (target) => useLanes.setState({ pair: [a, target] }))}
        <span role="status">
          {compared === null
            ? 'One of them has not answered.'
            : compared.differences.length === 0
              ? '✓ Both say the same.'
              : `${compared.differences.length} ${compared.differences.length === 1 ? 'difference' : 'differences'}${compared.json ? ' in JSON' : ''}`}
        </span>
      </div>
      {compared && compared.differences.length > 0 && (
        <table aria-label="Differences of the answers">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">{a}</th>
              <th scope="col">{b}</th>
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
