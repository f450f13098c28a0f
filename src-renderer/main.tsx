import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './app/tokens.css';
import './app/base.css';
import './components/code/code.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { connectApi } from './app/api.ts';
import { useConnection } from './app/connection.ts';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { startKeys } from './app/keys.ts';
import { startNavigation } from './app/navigation.ts';
import { startTheme } from './app/theme.ts';
import { chooseTransport } from './app/transport.ts';
import { restoreUi } from './app/ui-store.ts';
import { startBreakpoints } from './features/breakpoints/breakpoints-store.ts';
import { startWorkspace } from './features/explorer/workspace-store.ts';

startTheme();
restoreUi();
const transport = await chooseTransport();
useConnection.setState({ problem: transport.problem });
connectApi(transport);
startNavigation();
startWorkspace();
startBreakpoints();
startKeys();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ErrorBoundary>
      <App />
    </ErrorBoundary>,
  );
}
