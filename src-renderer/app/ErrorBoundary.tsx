import { Component, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Failed } from '../components/States.tsx';

/** A bug in one part of the page says so there, and leaves the rest alone. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly error: Error | null }
> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Failed
        message={`This part of Parallax failed: ${error.message}`}
        actions={<Button onClick={() => this.setState({ error: null })}>Show it again</Button>}
      />
    );
  }
}
