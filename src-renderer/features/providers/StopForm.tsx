import { X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
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
        <div className={styles.stops}>
          {stop.map((text) => (
            <span key={text} className={styles.stopText}>
              {showJson(text, 40)}
              <IconButton
                label={`Do not stop at ${showJson(text, 40)}`}
                onClick={() => onChange(stop.filter((one) => one !== text))}
              >
                <X size={12} aria-hidden="true" />
              </IconButton>
            </span>
          ))}
          <TextInput
            id="control-stop"
            mono
            value={draft}
            placeholder={stop.length === 0 ? 'left open' : 'another…'}
            onChange={setDraft}
          />
        </div>
      </FieldRow>
    </form>
  );
}
