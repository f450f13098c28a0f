import { Tabs } from '../../components/Tabs.tsx';
import { AcceptedCard } from '../ledger/AcceptedCard.tsx';
import { Contracts } from './Contracts.tsx';
import { DivergenceCard } from './DivergenceCard.tsx';
import { useDebugger } from './debugger-store.ts';
import { Effects } from './Effects.tsx';
import { Events } from './Events.tsx';
import styles from './Inspector.module.css';
import { RangeChip } from './RangeChip.tsx';
import { Stack } from './Stack.tsx';
import { useShown } from './shown.ts';
import { openTab } from './travel.ts';
import { Variables } from './Variables.tsx';

/** Everything about the selected step: what differs first. */
export function Inspector() {
  const detail = useDebugger((state) => state.detail);
  const shown = useShown();
  const ranged = useDebugger((state) => state.range !== null);
  const tab = useDebugger((state) => state.tab);
  const differing =
    detail?.variables.filter((one) => one.status === 'differs' || one.status === 'one_side').length ?? 0;
  const violated = shown?.contracts.some(
    (one) => one.reference?.verdict === 'violated' || one.direct?.verdict === 'violated',
  );
  return (
    <div className={styles.inspector} data-shown-row={detail?.row}>
      <DivergenceCard />
      <AcceptedCard />
      {ranged && (
        <div className={styles.filtered}>
          <RangeChip />
          <span>contracts, effects and events of all of them</span>
        </div>
      )}
      <Tabs
        label="About the selected step"
        value={tab}
        onChange={openTab}
        tabs={[
          { id: 'variables', title: 'Variables', count: differing, loud: true, content: <Variables /> },
          {
            id: 'contracts',
            title: 'Contracts',
            count: shown?.contracts.length ?? 0,
            loud: violated === true,
            content: <Contracts />,
          },
          { id: 'effects', title: 'Effects', count: shown?.effects.length ?? 0, content: <Effects /> },
          { id: 'events', title: 'Events', content: <Events /> },
          { id: 'stack', title: 'Stack', content: <Stack /> },
        ]}
      />
    </div>
  );
}
