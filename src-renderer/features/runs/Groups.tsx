import { type KeyboardEvent, useState } from 'react';
import type { LibraryGroup } from '../../../shared/api/library.ts';
import { cx } from '../../components/cx.ts';
import listHead from '../../components/ListHead.module.css';
import { showAge } from '../../components/time.ts';
import { filter } from './filter-address.ts';
import { RESULT } from './filters.ts';
import styles from './Runs.module.css';

interface Props {
  readonly groups: readonly LibraryGroup[];
  readonly by: 'node' | 'step';
}

/** The runs counted; a group opens into its runs. */
export function Groups({ groups, by }: Props) {
  const [cursor, setCursor] = useState(0);
  const open = (group: LibraryGroup | undefined) => {
    if (!group) return;
    filter({
      group: '',
      node: group.node,
      ...(by === 'step' ? { step: group.divergedAt === '' ? RESULT : (group.divergedAt ?? '') } : {}),
    });
  };
  const keys = (event: KeyboardEvent) => {
    const to = { ArrowDown: cursor + 1, ArrowUp: cursor - 1, Home: 0, End: groups.length - 1 }[event.key];
    if (event.key === 'Enter') open(groups[cursor]);
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, groups.length - 1));
    setCursor(next);
    document.getElementById(`group-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const titles = [
    by === 'step' ? 'First divergent step' : 'Node',
    'Runs',
    'Diverged',
    'Accepted',
    'Failed',
    'Latest',
  ];
  return (
    <div
      id="runs-list"
      className={styles.scroll}
      role="grid"
      aria-label={by === 'step' ? 'Runs by first divergent step' : 'Runs by node'}
      aria-activedescendant={`group-${cursor}`}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className={cx(listHead.head, styles.head, styles.group)} role="row">
        {titles.map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup">
        {groups.map((group, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
          <div
            key={`${group.node} ${group.divergedAt}`}
            id={`group-${index}`}
            role="row"
            aria-selected={index === cursor}
            className={cx(styles.groupRow, styles.group, index === cursor && styles.active)}
            onClick={() => open(group)}
          >
            <span role="gridcell" className={styles.name}>
              {by === 'step' && <b>{group.divergedAt || 'the result'}</b>}
              <span>{group.node}</span>
            </span>
            {[group.count, group.diverged, group.accepted, group.failed].map((count, column) => (
              <span key={titles[column + 1]} role="gridcell" className={styles.number}>
                {count.toLocaleString('en')}
              </span>
            ))}
            <span role="gridcell">{showAge(group.latest, Date.now())}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
