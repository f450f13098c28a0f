import { Monitor, Moon, Sun } from 'lucide-react';
import { Dot, type DotTone } from '../components/Dot.tsx';
import { Tooltip } from '../components/Tooltip.tsx';
import { showBytes } from '../components/time.ts';
import { outcomeTone, outcomeWord } from '../features/debugger/announce.ts';
import { useDebugger } from '../features/debugger/debugger-store.ts';
import { useWorkspace } from '../features/explorer/workspace-store.ts';
import { runAction } from './actions.ts';
import { useNavigation } from './navigation.ts';
import styles from './StatusBar.module.css';
import { useTheme } from './theme.ts';

const EFFECTS: Record<string, string> = {
  share: 'shared',
  each: 'each its own',
  deny: 'denied',
  replay: 'replayed',
};
const THEMES = {
  system: { icon: Monitor, word: 'as the system' },
  dark: { icon: Moon, word: 'dark' },
  light: { icon: Sun, word: 'light' },
};

export function StatusBar() {
  const workspace = useWorkspace(({ view }) => view);
  const effects = useDebugger(({ view }) => view?.effects);
  const id = useDebugger((state) => state.comparison);
  const comparing = useNavigation(({ address }) => address.view === 'comparison');
  const choice = useTheme((state) => state.choice);
  const theme = THEMES[choice];
  return (
    <footer className={styles.bar}>
      {comparing && <SessionState />}
      {comparing && id && (
        <Tooltip text="Copy the id of this comparison" side="top">
          <button type="button" className={styles.less} onClick={() => runAction('comparison.id')}>
            {id}
          </button>
        </Tooltip>
      )}
      {comparing && effects && <span className={styles.less}>effects: {EFFECTS[effects] ?? effects}</span>}
      {workspace && (
        <>
          {(['reference', 'direct'] as const).map((path) => {
            const runtime = workspace.runtimes[path];
            return (
              <span
                key={path}
                title={runtime.detail || undefined}
                className={runtime.state === 'failed' ? styles.bad : undefined}
              >
                {path}: {runtime.name}
                {runtime.state !== 'ready' && runtime.state !== 'idle' && ` (${runtime.state})`}
              </span>
            );
          })}
          {workspace.services.map((service) => (
            <span
              key={service.name}
              title={service.detail || undefined}
              className={service.state === 'failed' ? styles.bad : styles.less}
            >
              {service.name}: {service.state}
            </span>
          ))}
          {workspace.proxy !== null && (
            <Tooltip text="Show the recording proxy" side="top">
              <button type="button" onClick={() => runAction('llm.proxy')}>
                proxy: {workspace.proxy.replace('http://', '')}
              </button>
            </Tooltip>
          )}
          {!workspace.trusted && (
            <button type="button" className={styles.warn} onClick={() => runAction('workspace.trust')}>
              not trusted
            </button>
          )}
          <span className={styles.end}>
            store {showBytes(workspace.store.bytes)} · {workspace.store.comparisons}{' '}
            {workspace.store.comparisons === 1 ? 'run' : 'runs'}
          </span>
        </>
      )}
      <Tooltip text={`Theme: ${theme.word}`} side="top">
        <button
          type="button"
          className={styles.theme}
          aria-label={`Theme: ${theme.word}. Change it`}
          onClick={() => runAction('view.theme')}
        >
          <theme.icon size={13} aria-hidden="true" />
        </button>
      </Tooltip>
    </footer>
  );
}

function SessionState() {
  const view = useDebugger((state) => state.view);
  const busy = useDebugger((state) => state.busy);
  if (!view) return null;
  const live = view.live;
  let word: string;
  let tone: DotTone;
  if (!live) {
    word = `recorded · ${outcomeWord(view)}`;
    tone = outcomeTone(view);
  } else if (live.state === 'ended') {
    word = `ended · ${outcomeWord(view)}`;
    tone = outcomeTone(view);
  } else if (live.state === 'stopped' && !busy) {
    word =
      live.reason === 'divergence'
        ? 'stopped on divergence'
        : live.reason === 'entry'
          ? 'stopped before the first step'
          : live.reason === 'breakpoint'
            ? `stopped. ${live.detail}`
            : 'stopped';
    tone = live.reason === 'divergence' ? 'bad' : 'warn';
  } else {
    word = live.state === 'starting' ? 'starting' : 'running';
    tone = 'busy';
  }
  return (
    <span className={tone === 'bad' ? styles.bad : undefined} title={live?.detail || undefined}>
      <Dot tone={tone} />
      {word}
    </span>
  );
}
