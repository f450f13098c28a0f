import { Loading } from '../../components/States.tsx';
import styles from './ProviderList.module.css';
import { useProviders } from './providers-store.ts';

/** The providers that are known, what they speak, where their keys come from, and their models. */
export function ProviderList() {
  const catalogue = useProviders((state) => state.catalogue);
  if (!catalogue) return <Loading what="Reading the providers" />;
  return (
    <div className={styles.list}>
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
                  <th scope="col">Context tokens</th>
                  <th scope="col">Output tokens</th>
                </tr>
              </thead>
              <tbody>
                {provider.models.map((model) => (
                  <tr key={model.target}>
                    <th scope="row">{model.model}</th>
                    <td>{model.contextTokens?.toLocaleString('en') ?? 'not known'}</td>
                    <td>{model.outputTokens?.toLocaleString('en') ?? 'not known'}</td>
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
