import { Plus, X } from 'lucide-react';
import { typeText } from '../../../shared/node/type-text.ts';
import type { Field, Type } from '../../../shared/node/types.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Checkbox, FieldRow, Select, TextArea, TextInput } from '../../components/Inputs.tsx';
import { blankDraft, type Draft, type Drafts, fieldDraft, shapeOf, type Types } from './draft.ts';
import styles from './FieldInput.module.css';

interface Common {
  readonly types: Types;
  /** Where it is: `items[0].sku`. Problems are found by it. */
  readonly path: string;
  readonly draft: Draft;
  readonly problems: Readonly<Record<string, string>>;
  readonly onChange: (draft: Draft) => void;
}

/** One declared field: its name and type, whether it is given, and its control. */
export function FieldInput({ field, ...rest }: Common & { readonly field: Field }) {
  const { path, draft, problems, types, onChange } = rest;
  const id = `input-${path}`;
  const given = draft !== null;
  const constraints = field.constraints
    .map(({ text }) => (/^[a-z_]+$/.test(text) ? text.replaceAll('_', ' ') : text))
    .join(', ');
  const hint = [field.description, constraints].filter(Boolean).join(' · ');
  return (
    <FieldRow
      label={field.name}
      htmlFor={id}
      kind={typeText(field.type)}
      hint={hint}
      problem={problems[path]}
      aside={
        !field.required && (
          <label className={styles.given}>
            <input
              type="checkbox"
              checked={given}
              aria-label={`Give ${field.name}`}
              onChange={(event) => onChange(event.target.checked ? startingDraft(field, types) : null)}
            />
            given
          </label>
        )
      }
    >
      {given ? (
        <TypeInput type={field.type} id={id} label={field.name} {...rest} />
      ) : (
        <p className={styles.absent}>
          {field.default !== undefined && field.default !== null
            ? 'The default is used.'
            : 'Not given: null.'}
        </p>
      )}
    </FieldRow>
  );
}

function startingDraft(field: Field, types: Types): Draft {
  return fieldDraft(field, types) ?? blankDraft(field.type, types);
}

interface TypeProps extends Common {
  readonly type: Type;
  readonly id: string;
  readonly label: string;
  /** It is one of a list: no label of a field is about it. */
  readonly listed?: boolean;
}

const PLACEHOLDERS: Partial<Record<string, string>> = {
  decimal: '0.00',
  integer: '0',
  timestamp: '2025-01-08T10:00:00Z',
  bytes: 'base64',
};

function TypeInput({ type, id, label, listed, ...rest }: TypeProps) {
  const { types, draft, path, problems, onChange } = rest;
  const shape = shapeOf(type, types);
  const invalid = problems[path] !== undefined;
  const named = listed ? { label } : {};
  switch (shape.kind) {
    case 'boolean':
      return (
        <Checkbox
          id={id}
          label={draft === true ? 'true' : 'false'}
          checked={draft === true}
          onChange={onChange}
        />
      );
    case 'enum':
      return (
        <Select
          id={id}
          {...named}
          value={String(draft)}
          options={shape.values.map((value) => ({ value, label: value }))}
          onChange={onChange}
        />
      );
    case 'list':
      return <ListInput element={shape.element} {...rest} label={label} />;
    case 'record':
      return (
        <div className={styles.nested}>
          {shape.fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              types={types}
              path={`${path}.${field.name}`}
              problems={problems}
              draft={(draft as Drafts)[field.name] ?? null}
              onChange={(next) => onChange({ ...(draft as Drafts), [field.name]: next })}
            />
          ))}
        </div>
      );
    case 'json':
      return <TextArea id={id} {...named} value={String(draft)} invalid={invalid} onChange={onChange} />;
    case 'string':
      return String(draft).includes('\n') ? (
        <TextArea id={id} {...named} value={String(draft)} invalid={invalid} onChange={onChange} />
      ) : (
        <TextInput id={id} {...named} value={String(draft)} invalid={invalid} onChange={onChange} />
      );
    default:
      return (
        <TextInput
          id={id}
          {...named}
          mono
          value={String(draft)}
          placeholder={PLACEHOLDERS[shape.kind] ?? ''}
          invalid={invalid}
          onChange={onChange}
        />
      );
  }
}

interface ListProps extends Common {
  readonly element: Type;
  readonly label: string;
}

function ListInput({ element, label, types, path, draft, problems, onChange }: ListProps) {
  const items = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  return (
    <div className={styles.nested}>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its position
        <div key={index} className={styles.item}>
          <span className={styles.index}>{index}</span>
          <div className={styles.control}>
            <TypeInput
              type={element}
              id={`input-${path}[${index}]`}
              label={`${label} ${index}`}
              listed
              types={types}
              path={`${path}[${index}]`}
              draft={item}
              problems={problems}
              onChange={(next) => onChange(items.map((old, at) => (at === index ? next : old)))}
            />
            {problems[`${path}[${index}]`] && (
              <p className={styles.problem}>{problems[`${path}[${index}]`]}</p>
            )}
          </div>
          <IconButton
            label={`Remove ${label} ${index}`}
            className={styles.remove}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          >
            <X size={13} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button
        tone="quiet"
        className={styles.add}
        onClick={() => onChange([...items, blankDraft(element, types)])}
      >
        <Plus size={13} aria-hidden="true" />
        Add to {label}
      </Button>
    </div>
  );
}
