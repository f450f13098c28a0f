import { BookCheck, CircleHelp, GitCompareArrows, History, MessagesSquare, Workflow } from 'lucide-react';
import { IconButton } from '../components/Button.tsx';
import { action, runAction } from './actions.ts';
import { useNavigation } from './navigation.ts';
import styles from './Rail.module.css';

const PLACES = [
  { view: 'nodes', action: 'go.nodes', label: 'Nodes', icon: Workflow },
  { view: 'comparison', action: 'go.debugger', label: 'Debugger', icon: GitCompareArrows },
  { view: 'runs', action: 'go.runs', label: 'Runs', icon: History },
  { view: 'providers', action: 'go.providers', label: 'Models', icon: MessagesSquare },
  { view: 'ledger', action: 'go.ledger', label: 'Ledger', icon: BookCheck },
] as const;

export function Rail() {
  const view = useNavigation(({ address }) => address.view);
  return (
    <nav className={styles.rail} aria-label="Views">
      {PLACES.map((place) => (
        <IconButton
          key={place.view}
          label={place.label}
          side="right"
          className={view === place.view ? `${styles.place} ${styles.here}` : styles.place}
          aria-current={view === place.view ? 'page' : undefined}
          onClick={() => runAction(place.action)}
        >
          <place.icon size={18} strokeWidth={1.6} aria-hidden="true" />
        </IconButton>
      ))}
      <span className={styles.space} />
      <IconButton
        label="Keyboard shortcuts"
        keys={action('view.help').keys}
        side="right"
        className={styles.place}
        onClick={() => runAction('view.help')}
      >
        <CircleHelp size={18} strokeWidth={1.6} aria-hidden="true" />
      </IconButton>
    </nav>
  );
}
