import type { ReactNode, Ref } from 'react';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';
import { DialogActions } from './Dialog.tsx';

interface Props {
  /** What the button says that submits. */
  readonly submit: string;
  readonly close?: string;
  readonly busy?: boolean;
  /** What is wrong with the whole of it, rather than with a field. */
  readonly problem?: string | null;
  /** Further buttons. */
  readonly actions?: ReactNode;
  readonly ref?: Ref<HTMLFormElement>;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What a dialog asks for, and the two ways out of it. */
export function DialogForm(props: Props) {
  const { submit, close = 'Cancel', busy, problem, actions, ref, onSubmit, onClose, children } = props;
  return (
    <form
      ref={ref}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {problem && <DialogProblem text={problem} />}
      <DialogActions>
        {actions}
        <Button onClick={onClose}>{close}</Button>
        <Button tone="primary" type="submit" disabled={busy}>
          {submit}
        </Button>
      </DialogActions>
    </form>
  );
}

export function DialogProblem({ text }: { readonly text: string }) {
  return (
    <p className={styles.problem} role="alert">
      {text}
    </p>
  );
}
