import type { KeyboardEvent, PointerEvent } from 'react';
import styles from './Splitter.module.css';

interface Props {
  readonly label: string;
  /** Height of what is below, in pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const STEP = 16;

/** A line between two parts, one above the other: dragged, or moved with the arrows. */
export function Splitter({ label, value, min, max, onChange }: Props) {
  const set = (next: number) => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) set(value - event.movementY);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    set(value + step);
  };
  return (
    <div
      className={styles.splitter}
      role="separator"
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
