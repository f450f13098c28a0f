import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useNavigation } from './navigation.ts';
import styles from './Sidebar.module.css';
import { setSidebarWidth, useUi } from './ui-store.ts';

const RAIL = 48;

export function Sidebar({ children }: { readonly children: ReactNode }) {
  const models = useNavigation(({ address }) => address.view === 'providers');
  const shown = useUi((ui) => (models ? ui.sidebarByModels : ui.sidebar));
  const width = useUi((ui) => ui.sidebarWidth);
  if (!shown) return <div />;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) setSidebarWidth(event.clientX - RAIL);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') setSidebarWidth(width - 16);
    if (event.key === 'ArrowRight') setSidebarWidth(width + 16);
  };
  return (
    <aside className={styles.sidebar} style={{ width }} aria-label="Explorer">
      {children}
      <div
        className={styles.grip}
        role="separator"
        aria-label="Width of the sidebar"
        aria-orientation="vertical"
        aria-valuenow={width}
        aria-valuemin={170}
        aria-valuemax={480}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
    </aside>
  );
}
