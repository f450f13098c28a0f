import type { LlmRunView } from '../../../shared/api/llm.ts';
import { leafDifferences, settingText } from '../../../shared/llm/compare/settings.ts';
import styles from './LanesBelow.module.css';
import { Path } from './LossList.tsx';
import { showJson } from './request-text.ts';

/** The settings that differ, as each lane's bytes say them. */
export function SettingsTable({ run: { verdict, targets, lanes } }: { readonly run: LlmRunView }) {
  if (verdict === null) return <p className={styles.less}>Fewer than two lanes have sent anything.</p>;
  if (verdict.same)
    return (
      <p className={styles.less}>By the bytes that were sent, every setting is the same in all lanes.</p>
    );
  const silent = new Set(lanes.filter(({ wire }) => !wire).map(({ target }) => target));
  return (
    <div className={styles.diff}>
      <table aria-label="Settings that differ">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {targets.map((target) => (
              <th key={target} scope="col">
                {target}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {leafDifferences(verdict).map(({ path, values }) => (
            <tr key={path}>
              <th scope="row">
                <Path path={path} />
              </th>
              {targets.map((target) => (
                <td key={target}>
                  {silent.has(target) ? (
                    <i>nothing sent</i>
                  ) : (
                    settingText(path, values[target], (value) => showJson(value, 2000))
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
