import styles from './KeyHint.module.css';

/** `Ctrl+Shift+F5`, each key for itself. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return <kbd className={styles.keys}>{keys.replaceAll('+', ' ')}</kbd>;
}
