import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { cx } from './cx.ts';
import { Tooltip } from './Tooltip.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'normal' | 'primary' | 'quiet';
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ tone = 'normal', className, ...rest }: ButtonProps) {
  return <button type="button" className={cx(styles.button, styles[tone], className)} {...rest} />;
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly active?: boolean;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactNode;
}

/** A button that is only an icon: its name is its tooltip, with the key that does the same. */
export function IconButton({ label, keys, active, side = 'bottom', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        className={cx(styles.icon, active && styles.active, className)}
        {...rest}
      />
    </Tooltip>
  );
}
