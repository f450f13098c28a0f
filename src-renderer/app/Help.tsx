import { Dialog } from '../components/Dialog.tsx';
import { KeyHint } from '../components/KeyHint.tsx';
import { actions } from './actions.ts';
import styles from './Help.module.css';
import { useUi } from './ui-store.ts';

const GROUPS = ['Debug', 'Breakpoints', 'Replay', 'Go', 'Node', 'Runs', 'View'] as const;
const STEP_KEYS = [
  ['↑ ↓', 'Move through the steps'],
  ['← →', 'Close or open a loop'],
  ['Enter', 'Show the events of the step'],
  ['Home End', 'First and last step'],
] as const;
const RUN_KEYS = [
  ['↑ ↓', 'Move through the runs'],
  ['Space', 'Select a run, with Shift+↑ ↓ several'],
  ['← →', 'Close or open the branches of a run'],
  ['Enter', 'Open the run'],
] as const;

export function Help() {
  const open = useUi((ui) => ui.help);
  return (
    <Dialog open={open} wide title="Keyboard shortcuts" onClose={() => useUi.setState({ help: false })}>
      <div className={styles.columns}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            {actions
              .filter((action) => action.group === group && action.keys && !/^Ctrl\+\d/.test(action.keys))
              .map((action) => (
                <p key={action.id}>
                  {action.title}
                  <KeyHint keys={action.keys ?? ''} />
                </p>
              ))}
          </section>
        ))}
        <section>
          <h3>Panels</h3>
          <p>
            Show the first, second, … panel
            <KeyHint keys="Ctrl+1 … 7" />
          </p>
        </section>
        <Keys title="Step list" keys={STEP_KEYS} />
        <Keys title="List of runs" keys={RUN_KEYS} />
      </div>
    </Dialog>
  );
}

function Keys({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, what: string])[];
}) {
  return (
    <section>
      <h3>{title}</h3>
      {keys.map(([key, what]) => (
        <p key={key}>
          {what}
          <KeyHint keys={key} />
        </p>
      ))}
    </section>
  );
}
