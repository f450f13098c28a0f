import { create } from 'zustand';

export type ThemeChoice = 'system' | 'dark' | 'light';
export type Theme = 'dark' | 'light';

const KEY = 'parallax.theme';

export const useTheme = create<{ readonly choice: ThemeChoice; readonly theme: Theme }>(() => ({
  choice: 'system',
  theme: 'dark',
}));

const systemQuery = () => window.matchMedia('(prefers-color-scheme: light)');

export function startTheme(): void {
  const stored = localStorage.getItem(KEY);
  systemQuery().addEventListener('change', () => apply(useTheme.getState().choice));
  apply(stored === 'dark' || stored === 'light' ? stored : 'system');
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(KEY, choice);
  apply(choice);
}

/** Dark, light, then what the system says. */
export function nextThemeChoice(choice: ThemeChoice): ThemeChoice {
  return choice === 'dark' ? 'light' : choice === 'light' ? 'system' : 'dark';
}

function apply(choice: ThemeChoice): void {
  const theme = choice === 'system' ? (systemQuery().matches ? 'light' : 'dark') : choice;
  document.documentElement.dataset['theme'] = theme;
  useTheme.setState({ choice, theme });
}
