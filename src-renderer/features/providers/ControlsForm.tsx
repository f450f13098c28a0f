import { useState } from 'react';
import { type ChatRequest, EFFORTS } from '../../../shared/llm/protocol/request.ts';
import { FieldRow, Select, TextInput } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
import { roundedNote } from './rounded-note.ts';
import { StopForm } from './StopForm.tsx';

const NUMBERS = [
  { name: 'temperature', label: 'Temperature', whole: false },
  { name: 'topP', label: 'Top p', whole: false },
  { name: 'topK', label: 'Top k', whole: true },
  { name: 'maxOutputTokens', label: 'Most output tokens', whole: true },
  { name: 'seed', label: 'Seed', whole: true },
  { name: 'frequencyPenalty', label: 'Frequency penalty', whole: false },
  { name: 'presencePenalty', label: 'Presence penalty', whole: false },
  { name: 'candidates', label: 'Answers', whole: true },
] as const;

interface Props {
  readonly request: ChatRequest;
  readonly onChange: (request: ChatRequest) => void;
}

/** The usual controls; all others are in the JSON. An empty field is left open. */
export function ControlsForm({ request, onChange }: Props) {
  const { parameters = {}, reasoning = {}, ...rest } = request;
  const put = (next: ChatRequest['parameters'], thinking: ChatRequest['reasoning']) =>
    onChange({
      ...rest,
      ...(Object.keys(next ?? {}).length === 0 ? {} : { parameters: next }),
      ...(Object.keys(thinking ?? {}).length === 0 ? {} : { reasoning: thinking }),
    });
  const { effort, ...others } = reasoning;
  return (
    <section aria-label="Controls">
      <h3>Controls</h3>
      <div className={styles.grid}>
        {NUMBERS.map(({ name, label, whole }) => {
          const { [name]: value, ...without } = parameters;
          return (
            <NumberField
              key={name}
              id={`control-${name}`}
              label={label}
              whole={whole}
              value={value}
              onChange={(next) => put(next === undefined ? without : { ...without, [name]: next }, reasoning)}
            />
          );
        })}
        <FieldRow label="Reasoning effort" htmlFor="control-effort">
          <Select
            id="control-effort"
            value={effort ?? ''}
            options={[
              { value: '', label: 'left open' },
              ...EFFORTS.map((value) => ({ value, label: value })),
            ]}
            onChange={(value) => {
              const word = EFFORTS.find((one) => one === value);
              put(parameters, word === undefined ? others : { ...others, effort: word });
            }}
          />
        </FieldRow>
      </div>
      <StopForm
        stop={parameters.stop ?? []}
        onChange={(stop) => {
          const { stop: _, ...without } = parameters;
          put(stop.length === 0 ? without : { ...without, stop }, reasoning);
        }}
      />
    </section>
  );
}

interface NumberProps {
  readonly id: string;
  readonly label: string;
  readonly whole: boolean;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function NumberField({ id, label, whole, value, onChange }: NumberProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const read = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const bad = (text: string) => {
    const number = read(text);
    return number !== undefined && (whole ? !Number.isSafeInteger(number) : !Number.isFinite(number));
  };
  const shown = draft !== null && (bad(draft) || read(draft) === value);
  const text = shown ? draft : (value?.toString() ?? '');
  return (
    <FieldRow
      label={label}
      htmlFor={id}
      problem={bad(text) ? wrongNumber(text, whole) : null}
      caution={roundedNote(text)?.message}
    >
      <TextInput
        id={id}
        mono
        value={text}
        placeholder="left open"
        invalid={bad(text)}
        onChange={(next) => {
          setDraft(next);
          if (!bad(next)) onChange(read(next));
        }}
      />
    </FieldRow>
  );
}

function wrongNumber(text: string, whole: boolean): string {
  if (whole && Number.isInteger(Number(text)))
    return `It takes a whole number up to ${Number.MAX_SAFE_INTEGER}.`;
  return `It takes a ${whole ? 'whole ' : ''}number.`;
}
