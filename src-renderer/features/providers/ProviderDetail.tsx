import { type FormEvent, useState } from 'react';
import type { LlmModelView, LlmProviderView, LlmTest } from '../../../shared/api/llm.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { TextInput } from '../../components/Inputs.tsx';
import { ProviderKey } from './ProviderKey.tsx';
import styles from './ProviderSettings.module.css';
import { limitsText } from './provider-form.ts';
import { canBeEdited, editProvider, removeProvider, testTargets, useSettings } from './settings-store.ts';

const WORDS: Readonly<Record<string, string>> = {
  'responseFormat.json_schema': 'JSON schema',
  'reasoning.effort': 'effort',
  'reasoning.budgetTokens': 'thinking budget',
  'input.image': 'images',
  'input.audio': 'audio',
  'input.file': 'files',
  'parameters.logprobs': 'log probabilities',
  'cache.marks': 'cache marks',
};

/** One provider: where it is, its key, its limits, its models, and whether they answer. */
export function ProviderDetail({ provider }: { readonly provider: LlmProviderView }) {
  const { id, name, dialect, baseUrl, version, own, limits, models } = provider;
  return (
    <section className={styles.detail} aria-label={name}>
      <header>
        <h3>{name}</h3>
        {canBeEdited(provider) && (
          <Button onClick={() => editProvider(id)}>{own === null ? 'Change…' : 'Edit…'}</Button>
        )}
        {own !== null && (
          <Button onClick={() => void removeProvider(id, own)}>Take out of parallax.yml</Button>
        )}
      </header>
      <dl>
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>Address</dt>
        <dd>
          <code>{baseUrl}</code>
        </dd>
        <dt>Speaks</dt>
        <dd>
          {dialect} <small>facts of {version}</small>
        </dd>
        <dt>Limits</dt>
        <dd>{limitsText(limits) || 'none'}</dd>
        <dt>Key</dt>
        <dd>
          <ProviderKey provider={provider} />
        </dd>
      </dl>
      {models.length > 0 && <Models name={name} models={models} />}
      <AnyModel provider={provider} />
    </section>
  );
}

function Models({ name, models }: { readonly name: string; readonly models: readonly LlmModelView[] }) {
  return (
    <table aria-label={`Models of ${name}`}>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Carries</th>
          <th scope="col">Limits</th>
          <th scope="col">Facts with a source</th>
          <th scope="col">
            <Button
              tone="quiet"
              onClick={() => void testTargets(models.map(({ target }) => target))}
              title="Sends one short question to each: it may cost a few tokens"
            >
              Test all
            </Button>
          </th>
        </tr>
      </thead>
      <tbody>
        {models.map(({ target, model, features, limits, facts, sourced }) => (
          <tr key={target}>
            <th scope="row">{model}</th>
            <td>{features.map((feature) => WORDS[feature] ?? feature).join(', ')}</td>
            <td>{limitsText(limits) || '–'}</td>
            <td>
              {sourced} of {facts}
            </td>
            <td>
              <Tested target={target} model={model} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A model that nobody listed can be asked all the same. */
function AnyModel({ provider: { id, models } }: { readonly provider: LlmProviderView }) {
  const [model, setModel] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(model.trim());
    void testTargets([`${id}/${model.trim()}`]);
  };
  return (
    <form className={styles.any} onSubmit={submit}>
      <span>
        {models.length === 0 ? 'No models are listed; any name can be asked for:' : 'Another model:'}
      </span>
      <TextInput id="llm-any-model" label="Name of a model" mono value={model} onChange={setModel} />
      <Button type="submit" disabled={model.trim() === ''}>
        Test connection
      </Button>
      {asked !== null && <Result target={`${id}/${asked}`} />}
    </form>
  );
}

function Tested({ target, model }: { readonly target: string; readonly model: string }) {
  return (
    <span className={styles.tested}>
      <Button
        onClick={() => void testTargets([target])}
        aria-label={`Test connection to ${model}`}
        title="Sends one short question: it may cost a few tokens"
      >
        Test
      </Button>
      <Result target={target} />
    </span>
  );
}

function Result({ target }: { readonly target: string }) {
  const test = useSettings(({ tests }): LlmTest | null | undefined => tests[target]);
  if (test === undefined) return null;
  if (test === null) return <small role="status">asking…</small>;
  return (
    <span className={cx(styles.result, test.ok ? styles.good : styles.bad)} role="status">
      {test.ok ? '✓' : '✕'} {test.message}
    </span>
  );
}
