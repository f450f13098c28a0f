import { useDebugger } from '../debugger/debugger-store.ts';
import { StepList } from '../debugger/StepList.tsx';
import styles from './BranchBar.module.css';
import { BranchBar } from './BranchBar.tsx';
import { FourColumns } from './FourColumns.tsx';
import { useReplay } from './replay-store.ts';
import { StepMenu } from './StepMenu.tsx';

/** The aligned steps; of a branch with what it is, and beside its original. */
export function ComparisonSteps() {
  const branch = useDebugger(({ view }) => view?.branch);
  const comparison = useDebugger(({ view }) => view?.id ?? null);
  const four = useReplay((state) => state.four);
  if (!branch || comparison === null)
    return (
      <StepMenu>
        <div className={styles.around}>
          <StepList />
        </div>
      </StepMenu>
    );
  return (
    <div className={styles.around}>
      <BranchBar comparison={comparison} branch={branch} />
      <StepMenu>
        <div className={styles.steps}>
          {four ? <FourColumns key={comparison} comparison={comparison} /> : <StepList />}
        </div>
      </StepMenu>
    </div>
  );
}
