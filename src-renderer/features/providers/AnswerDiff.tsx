import type { LlmRunView } from '../../../shared/api/llm.ts';
import { type AnswerDifference, compareAnswers } from '../../../shared/llm/compare/answers.ts';
import type { Piece } from '../../../shared/llm/compare/marked-json.ts';
import { wordDifferences } from '../../../shared/llm/compare/words.ts';
import { LanePair, usePair } from './LanePair.tsx';
import styles from './LanesBelow.module.css';
import { Path } from './LossList.tsx';
import { showJson } from './request-text.ts';

/** Any two answers held against each other: JSON by its leaves, calls by their arguments, texts by words. */
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
                <th scope="row">
                  <Path path={one.path} />
                </th>
                <Sides {...one} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Sides({ path, a, b }: AnswerDifference) {
  if (/^(answer \d+: )?text$/.test(path) && typeof a === 'string' && typeof b === 'string')
    return wordDifferences(a, b).map((pieces, side) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
      <Words key={side} pieces={pieces} />
    ));
  return [a, b].map((value, side) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a side is its place
    <td key={side}>{value === undefined ? <i>not there</i> : showJson(value, MOST)}</td>
  ));
}

/** Characters of a value that are read at a glance; all of it stands in the answer above. */
const MOST = 2000;

function Words({ pieces }: { readonly pieces: readonly Piece[] }) {
  return (
    <td>
      {pieces.map(({ text, differs }, i) =>
        differs ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
          <mark key={i} title="Not in the other">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </td>
  );
}
