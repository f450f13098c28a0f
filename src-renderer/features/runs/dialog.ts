import { useLibrary } from './library-store.ts';

export function closeDialog(): void {
  useLibrary.setState({ dialog: null });
}

export function focusRuns(): void {
  document.getElementById('runs-list')?.focus();
}
