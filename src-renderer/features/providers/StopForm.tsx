import { useState } from 'react';
import { Chip, Chips } from '../../components/Chips.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { readStop, showJson } from './request-text.ts';

interface Props {
  readonly stop: readonly string[];
  readonly onChange: (stop: string[]) => void;
}

/** Texts at which the answer ends, each a chip. */
export function StopForm({ stop, onChange }: Props) {
  const [draft, setDraft] = useState('');
  const add = () => {
    const text = readStop(draft);
    if (text !== '' && !stop.includes(text)) onChange([...stop, text]);
    setDraft('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <FieldRow label="Stop sequences" htmlFor="control-stop" hint="Enter adds one; \n is a line break">
        <Chips>
          {stop.map((text) => (
            <Chip
              key={text}
              remove={`Do not stop at ${showJson(text, 40)}`}
              onRemove={() => onChange(stop.filter((one) => one !== text))}
            >
              {showJson(text, 40)}
            </Chip>
          ))}
          <TextInput
            id="control-stop"
            mono
            value={draft}
            placeholder={stop.length === 0 ? 'left open' : 'another…'}
            onChange={setDraft}
          />
        </Chips>
      </FieldRow>
    </form>
  );
}
