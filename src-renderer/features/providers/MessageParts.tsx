import { Paperclip, X } from 'lucide-react';
import { useRef } from 'react';
import type { Message } from '../../../shared/llm/protocol/request.ts';
import { IconButton } from '../../components/Button.tsx';
import { TextArea } from '../../components/Inputs.tsx';
import { about } from './attachments.ts';
import styles from './Compose.module.css';
import { showJson } from './request-text.ts';

interface Props {
  readonly message: Message;
  readonly index: number;
  readonly onChange: (message: Message) => void;
  readonly onAttach: (files: readonly File[]) => void;
}

/** The field of a text, by its places. */
export function messageTextId(message: number, part: number): string {
  return `message-text-${message}-${part}`;
}

/** Texts are written here, images, sounds and files attached and taken out; other parts are shown, and written in the JSON. */
export function MessageParts({ message, index, onChange, onAttach }: Props) {
  const put = (content: Message['content']) => onChange({ ...message, content });
  return (
    <div className={styles.parts}>
      {message.content.map((part, i) =>
        part.type === 'text' ? (
          <TextArea
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the message
            key={i}
            id={messageTextId(index, i)}
            label={`Text of message ${index + 1}`}
            rows={Math.min(6, Math.max(2, Math.ceil(part.text.length / 60)))}
            value={part.text}
            onChange={(text) => put(message.content.map((one, at) => (at === i ? { ...part, text } : one)))}
          />
        ) : (
          <OtherPart
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the message
            key={i}
            part={part}
            index={index}
            onRemove={() => put(message.content.filter((_, at) => at !== i))}
          />
        ),
      )}
      {message.role !== 'tool' && <Attach index={index} onAttach={onAttach} />}
    </div>
  );
}

interface OtherProps {
  readonly part: Message['content'][number];
  readonly index: number;
  readonly onRemove: () => void;
}

function OtherPart({ part, index, onRemove }: OtherProps) {
  const words = about(part);
  return (
    <div className={styles.part}>
      <b>{part.type.replace('_', ' ')}</b>
      <code>
        {words?.join(' · ') ??
          (part.type === 'tool_call' ? `${part.name} ${showJson(part.arguments, 70)}` : showJson(part, 80))}
      </code>
      {words && (
        <IconButton
          label={`Take ${[part.type, words[0]].join(' ')} out of message ${index + 1}`}
          onClick={onRemove}
        >
          <X size={13} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

function Attach({ index, onAttach }: Pick<Props, 'index' | 'onAttach'>) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.attach}>
      <button type="button" onClick={() => input.current?.click()}>
        <Paperclip size={12} aria-hidden="true" /> Attach to message {index + 1}…
      </button>
      <span>or drop an image, a sound or a file here</span>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onAttach([...(event.target.files ?? [])]);
          // The same file may be picked again after it was taken out.
          event.target.value = '';
        }}
      />
    </div>
  );
}
