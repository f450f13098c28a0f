import { create } from 'zustand';

export interface Toast {
  readonly id: number;
  readonly tone: 'error' | 'info';
  readonly text: string;
  /** What can be done about it at once: `Undo`. */
  readonly offer?: { readonly title: string; readonly run: () => void };
}

/** What lies over or beside the views. */
export interface UiState {
  readonly palette: 'closed' | 'everything' | 'nodes' | 'event';
  readonly help: boolean;
  readonly newNode: boolean;
  readonly sidebar: boolean;
  /** The same beside language models, which have nothing to do with nodes: not there unless it is asked for. */
  readonly sidebarByModels: boolean;
  readonly sidebarWidth: number;
  readonly toasts: readonly Toast[];
  /** Said to screen readers. */
  readonly announcement: string;
}

const SIDEBAR = 'parallax.sidebar';

export const useUi = create<UiState>(() => ({
  palette: 'closed',
  help: false,
  newNode: false,
  sidebar: true,
  sidebarByModels: false,
  sidebarWidth: 232,
  toasts: [],
  announcement: '',
}));

export function restoreUi(): void {
  const stored = localStorage.getItem(SIDEBAR);
  const match = /^(on|off) (\d{3})$/.exec(stored ?? '');
  if (match) useUi.setState({ sidebar: match[1] === 'on', sidebarWidth: clampSidebar(Number(match[2])) });
}

export function setSidebar(sidebar: boolean): void {
  useUi.setState({ sidebar });
  keepSidebar();
}

export function setSidebarWidth(width: number): void {
  useUi.setState({ sidebarWidth: clampSidebar(width) });
  keepSidebar();
}

function clampSidebar(width: number): number {
  return Math.round(Math.min(480, Math.max(170, width)));
}

function keepSidebar(): void {
  const { sidebar, sidebarWidth } = useUi.getState();
  localStorage.setItem(SIDEBAR, `${sidebar ? 'on' : 'off'} ${sidebarWidth}`);
}

let lastToast = 0;

/** Errors stay until dismissed; information goes by itself, later where it offers something. */
export function toast(tone: Toast['tone'], text: string, offer?: Toast['offer']): number {
  const id = ++lastToast;
  const shown: Toast = { id, tone, text, ...(offer ? { offer } : {}) };
  useUi.setState(({ toasts }) => ({
    toasts: [...toasts.filter((other) => other.text !== text), shown].slice(-4),
  }));
  if (tone === 'info') setTimeout(() => dismissToast(id), offer ? 15_000 : 4000);
  return id;
}

export function dismissToast(id: number): void {
  useUi.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function announce(announcement: string): void {
  useUi.setState({ announcement });
}
