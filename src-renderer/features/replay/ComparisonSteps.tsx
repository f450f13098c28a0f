import { useDebugger } from '../debugger/debugger-store.ts';
import { StepList } from '../debugger/StepList.tsx';
import styles from './BranchBar.module.css';
import { BranchBar } from './BranchBar.tsx';
import { FourColumns } from './FourColumns.tsx';
import { useReplay } from './replay-store.ts';

/** The aligned steps; of a branch with what it is, and beside its original. */
export function ComparisonSteps() {
  const branch = useDebugger(({ view }) => view?.branch);
  const comparison = useDebugger(({ view }) => view?.id ?? null);
  const four = useReplay((state) => state.four);
  if (!branch || comparison === null) return <StepList />;
  return (
    <div className={styles.around}>
      <BranchBar comparison={comparison} branch={branch} />
      <div className={styles.steps}>
        {four ? <FourColumns key={comparison} comparison={comparison} /> : <StepList />}
      </div>
    </div>
  );
}
