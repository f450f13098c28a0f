import { memo, type ReactNode, useCallback, useLayoutEffect, useReducer, useSyncExternalStore } from 'react';
import { cx } from './cx.ts';
import layer from './layer.module.css';
import styles from './RowBlocks.module.css';
import type { RowList } from './row-list.ts';
import type { Rows } from './use-rows.ts';

interface Props {
  readonly rows: Rows;
  /** Draws a row; `top` is where it stands in its block, and the same for every row that an element shows. */
  readonly draw: (index: number, top: number) => ReactNode;
}

const BLOCKS = [0, 1] as const;

/** The rows of a list that are in view or near it, in an order of their own: a row has the same element wherever it is seen. */
export function RowBlocks({ rows: { list, count }, draw }: Props) {
  const [, redraw] = useReducer((before: number) => before + 1, 0);
  useLayoutEffect(() => list.listen('blocks', redraw), [list]);
  useLayoutEffect(() => list.settle());
  const { page, pages } = list.window;
  return BLOCKS.map((block) => (
    <div
      key={block}
      role="presentation"
      className={cx(layer.moved, styles.block)}
      style={{
        height: page * list.height,
        transform: `translateY(${(pages[block] ?? 0) * page * list.height}px)`,
      }}
    >
      {Array.from({ length: page }, (_, place) => (
        <Slot
          // biome-ignore lint/suspicious/noArrayIndexKey: the element at a place is the same whatever it shows
          key={place}
          list={list}
          slot={block * page + place}
          top={place * list.height}
          count={count}
          draw={draw}
        />
      ))}
    </div>
  ));
}

interface SlotProps extends Pick<Props, 'draw'> {
  readonly list: RowList;
  readonly slot: number;
  readonly top: number;
  readonly count: number;
}

const Slot = memo(function Slot({ list, slot, top, count, draw }: SlotProps) {
  const subscribe = useCallback((listener: () => void) => list.listen(slot, listener), [list, slot]);
  const row = useSyncExternalStore(subscribe, () => list.window.slots[slot]);
  return row === undefined || row >= count ? null : draw(row, top);
});
