import type { NodeListItem } from '../../../shared/api/view.ts';
import { cx } from '../../components/cx.ts';
import { Dot } from '../../components/Dot.tsx';
import { isDirty, useEditor } from '../editor/editor-store.ts';
import styles from './Explorer.module.css';
import { nodeStatus } from './workspace-store.ts';

interface Props {
  readonly node: NodeListItem;
  readonly current: boolean;
  readonly onOpen: () => void;
}

export function NodeItem({ node, current, onOpen }: Props) {
  const dirty = useEditor(({ documents }) => isDirty(documents[node.id]));
  const status = nodeStatus(node);
  return (
    <li data-node={node.id}>
      <button
        type="button"
        className={cx(styles.item, current && styles.current)}
        aria-current={current ? 'true' : undefined}
        title={node.intent ? `${node.file}: ${node.intent}` : node.file}
        onClick={onOpen}
      >
        <Dot tone={status.tone} />
        <span className={styles.name}>{node.id}</span>
        {dirty && <span className={styles.dirty} role="img" aria-label="not saved" />}
        <small>{status.word}</small>
      </button>
    </li>
  );
}
