import type { KeyboardEvent, ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './Inputs.module.css';

interface FieldProps {
  readonly label: string;
  readonly htmlFor: string;
  /** The type, and whether it has to be given. */
  readonly kind?: string;
  readonly hint?: string;
  readonly problem?: string | null | undefined;
  /** What is to be known of what it holds, though it is taken. */
  readonly caution?: string | null | undefined;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A named field: its control, what it takes, and what is wrong with what it holds. */
export function FieldRow({ label, htmlFor, kind, hint, problem, caution, aside, children }: FieldProps) {
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={htmlFor}>{label}</label>
        {kind && <span className={styles.kind}>{kind}</span>}
        {aside}
      </div>
      {children}
      {problem ? (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      ) : caution ? (
        <p className={styles.caution} role="status">
          {caution}
        </p>
      ) : (
        hint && <p className={styles.hint}>{hint}</p>
      )}
    </div>
  );
}

interface TextProps {
  readonly id: string;
  readonly value: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly invalid?: boolean;
  readonly onChange: (value: string) => void;
}

interface TextInputProps extends TextProps {
  /** What is typed is shown to nobody. */
  readonly secret?: boolean;
  /** Proposed while typing; anything else may be typed as well. */
  readonly proposals?: readonly string[];
  readonly maxLength?: number;
  readonly title?: string | undefined;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

export function TextInput({
  id,
  value,
  label,
  placeholder,
  mono,
  invalid,
  secret,
  proposals,
  onChange,
  ...rest
}: TextInputProps) {
  const input = (
    <input
      id={id}
      type={secret ? 'password' : 'text'}
      className={cx(styles.input, mono && styles.mono, invalid && styles.invalid)}
      value={value}
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      list={proposals && `${id}-proposals`}
      {...rest}
      onChange={(event) => onChange(event.target.value)}
    />
  );
  if (!proposals) return input;
  return (
    <>
      {input}
      <datalist id={`${id}-proposals`}>
        {proposals.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}

export function TextArea({
  id,
  value,
  label,
  placeholder,
  invalid,
  onChange,
  rows = 4,
}: TextProps & { readonly rows?: number }) {
  return (
    <textarea
      id={id}
      className={cx(styles.input, styles.area, styles.mono, invalid && styles.invalid)}
      value={value}
      rows={rows}
      aria-label={label}
      aria-invalid={invalid || undefined}
      placeholder={placeholder}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface SelectProps {
  readonly id: string;
  readonly value: string;
  readonly label?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function Select({ id, value, label, options, onChange }: SelectProps) {
  return (
    <select
      id={id}
      className={cx(styles.input, styles.select)}
      value={value}
      aria-label={label}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface CheckProps {
  readonly id: string;
  readonly checked: boolean;
  readonly label: string;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ id, checked, label, onChange }: CheckProps) {
  return (
    <label className={styles.check} htmlFor={id}>
      <input id={id} type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** A few exclusive choices side by side. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <div className={styles.choice} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={cx(option.value === value && styles.chosen)}>
          <input
            type="radio"
            className="visually-hidden"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
