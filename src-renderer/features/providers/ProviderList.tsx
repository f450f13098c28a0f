import { runAction } from '../../app/actions.ts';
import { Button } from '../../components/Button.tsx';
import { Loading } from '../../components/States.tsx';
import styles from './ProviderList.module.css';
import { useProviders } from './providers-store.ts';

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

/** The providers that are known, what they speak, where their keys come from, and their models. */
export function ProviderList() {
  const catalogue = useProviders((state) => state.catalogue);
  if (!catalogue) return <Loading what="Reading the providers" />;
  return (
    <div className={styles.list}>
      {!catalogue.demo && (
        <p className={styles.demo}>
          No key at hand? Demo models on this machine answer in every dialect, the same every time.
          <Button onClick={() => runAction('llm.demo')}>Start the demo models</Button>
        </p>
      )}
      {catalogue.problems.map((problem) => (
        <p key={problem} className={styles.problem} role="alert">
          {problem}
        </p>
      ))}
      {catalogue.providers.map((provider) => (
        <section key={provider.id} className={styles.provider} aria-label={provider.name}>
          <header>
            <h3>{provider.name}</h3>
            <code>{provider.id}</code>
            <span>{provider.dialect}</span>
            <code>{provider.baseUrl}</code>
            <span className={styles.key}>
              {provider.keyFrom === null ? 'needs no key' : `key from ${provider.keyFrom}`} · facts of{' '}
              {provider.version}
            </span>
          </header>
          {provider.models.length === 0 ? (
            <p className={styles.none}>No models are listed: any name can be asked for in parallax.yml.</p>
          ) : (
            <table aria-label={`Models of ${provider.name}`}>
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col">Carries</th>
                  <th scope="col">Facts with a source</th>
                </tr>
              </thead>
              <tbody>
                {provider.models.map((model) => (
                  <tr key={model.target}>
                    <th scope="row">{model.model}</th>
                    <td>{model.features.map((feature) => WORDS[feature] ?? feature).join(', ')}</td>
                    <td>
                      {model.sourced} of {model.facts}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </div>
  );
}
