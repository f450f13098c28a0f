import { create } from 'zustand';
import { type Address, addressProblem, formatAddress, parseAddress } from './address.ts';
import { toast } from './ui-store.ts';

/** Where the user is now. The browser's history is the truth; this follows it. */
export const useNavigation = create<{ readonly address: Address }>(() => ({
  address: { view: 'nodes', node: null },
}));

export function startNavigation(): () => void {
  const follow = () => {
    const problem = addressProblem(location.hash);
    if (problem !== null) toast('error', problem);
    useNavigation.setState({ address: parseAddress(location.hash) });
  };
  follow();
  // Comes with every way of changing the address; `hashchange` would tell most of them a second time.
  window.addEventListener('popstate', follow);
  return () => window.removeEventListener('popstate', follow);
}

/** `replace` for moves that Back should not undo one by one, such as the cursor's. */
export function navigate(address: Address, how: 'push' | 'replace' = 'push'): void {
  const hash = formatAddress(address);
  if (hash !== location.hash) {
    if (how === 'push') history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  }
  useNavigation.setState({ address });
}
