import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { type ChatRequest, type Message, ROLES } from '../../../shared/llm/protocol/request.ts';
import { toast } from '../../app/ui-store.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Select } from '../../components/Inputs.tsx';
import { partOf, tooMuch } from './attachments.ts';
import styles from './Compose.module.css';
import { MessageParts, messageTextId } from './MessageParts.tsx';
import { attachParts } from './providers-store.ts';
import { useEntryFocus } from './use-entry-focus.ts';

interface Props {
  readonly request: ChatRequest;
  readonly onChange: (request: ChatRequest) => void;
}

const ADD = 'message-add';
const textId = (index: number): string => messageTextId(index, 0);

export function MessagesForm({ request, onChange }: Props) {
  const { messages } = request;
  const put = (index: number, message: Message) =>
    onChange({ ...request, messages: messages.map((one, i) => (i === index ? message : one)) });
  const changing = useEntryFocus(messages.length, textId, ADD);
  const putAll = (next: readonly Message[]) => {
    changing();
    onChange({ ...request, messages: [...next] });
  };
  return (
    <section aria-label="Messages">
      <h3>Messages</h3>
      {messages.map((message, index) => (
        <MessageRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place in the conversation
          key={index}
          request={request}
          message={message}
          index={index}
          onChange={(next) => put(index, next)}
          onRemove={() => putAll(messages.filter((_, i) => i !== index))}
        />
      ))}
      <Button
        id={ADD}
        tone="quiet"
        onClick={() => putAll([...messages, { role: 'user', content: [{ type: 'text', text: '' }] }])}
      >
        <Plus size={13} aria-hidden="true" /> Add a message
      </Button>
    </section>
  );
}

interface RowProps {
  readonly request: ChatRequest;
  readonly message: Message;
  readonly index: number;
  readonly onChange: (message: Message) => void;
  readonly onRemove: () => void;
}

/** A message; files that are dropped on it become parts of it. */
function MessageRow({ request, message, index, onChange, onRemove }: RowProps) {
  const [over, setOver] = useState(false);
  const takes = message.role !== 'tool';
  const attach = async (files: readonly File[]) => {
    const problem = tooMuch(request, files);
    if (problem !== null) {
      toast('error', problem);
      return;
    }
    try {
      const read = async (file: File) => ({
        name: file.name,
        type: file.type,
        bytes: new Uint8Array(await file.arrayBuffer()),
      });
      attachParts(index, (await Promise.all(files.map(read))).map(partOf));
    } catch {
      toast('error', 'A folder or a file that cannot be read cannot be attached.');
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside
    <div
      className={cx(styles.message, over && styles.over)}
      onDragOver={(event) => {
        if (!takes || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!takes || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void attach([...event.dataTransfer.files]);
      }}
    >
      <Select
        id={`message-role-${index}`}
        label={`Role of message ${index + 1}`}
        value={message.role}
        options={ROLES.map((role) => ({ value: role, label: role }))}
        onChange={(role) => onChange({ ...message, role: role as Message['role'] })}
      />
      <MessageParts
        message={message}
        index={index}
        onChange={onChange}
        onAttach={(files) => void attach(files)}
      />
      <IconButton label={`Remove message ${index + 1}`} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
