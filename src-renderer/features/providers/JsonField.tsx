import { useState } from 'react';
import { isObject, type JsonObject, parseJson, sameJson } from '../../../shared/llm/json.ts';
import { FieldRow, TextArea } from '../../components/Inputs.tsx';
import { roundedNote } from './rounded-note.ts';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
}

/** A JSON object as text; what cannot be read stays with whoever types it. */
export function JsonField({ id, label, value, onChange }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const read = draft === null ? value : parseJson(draft);
  const shown = draft !== null && (!isObject(read) || sameJson(read, value));
  const text = shown ? draft : JSON.stringify(value, null, 2);
  return (
    <FieldRow
      label={label}
      htmlFor={id}
      kind="JSON schema"
      problem={
        shown && !isObject(read) ? 'It is not a JSON object yet: the request keeps the one before.' : null
      }
      caution={roundedNote(text)?.message}
    >
      <TextArea
        id={id}
        rows={Math.min(10, text.split('\n').length)}
        value={text}
        invalid={shown && !isObject(read)}
        onChange={(next) => {
          setDraft(next);
          const json = parseJson(next);
          if (isObject(json)) onChange(json);
        }}
      />
    </FieldRow>
  );
}
