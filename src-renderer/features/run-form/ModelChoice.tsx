import type { PathName } from '../../../shared/trace/comparison.ts';
import { TextInput } from '../../components/Inputs.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import styles from './RunForm.module.css';
import { patchForm, type RunForm } from './run-store.ts';

interface Props {
  readonly node: string;
  /** Known to the workspace. */
  readonly models: readonly string[];
  readonly form: RunForm;
}

/** Two language models as the two sides of a comparison: the same node and inputs, another model on each path. */
export function ModelChoice({ node, models, form }: Props) {
  const paths: readonly PathName[] = form.paths === 'both' ? ['reference', 'direct'] : [form.paths];
  const chosen = paths.some((path) => form.models[path] !== '');
  return (
    <fieldset className={styles.models}>
      <legend>Language model</legend>
      {paths.map((path) => (
        <div key={path}>
          <PathMark path={path} />
          <TextInput
            id={`model-${path}`}
            label={`Language model of the ${path} path`}
            value={form.models[path]}
            placeholder="As the steps name it"
            proposals={models}
            mono
            onChange={(model) =>
              patchForm(node, { models: { ...form.models, [path]: model }, refusal: null })
            }
          />
        </div>
      ))}
      <p>
        {chosen
          ? 'Each path asks for itself. What they say is compared, not who said it or what it cost.'
          : 'Name another PROVIDER/MODEL to ask it instead, on one path or on both.'}
      </p>
    </fieldset>
  );
}
