import { Plus, X } from 'lucide-react';
import type { ChatRequest, Message } from '../../../shared/llm/protocol/request.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { Select, TextArea } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
import { showJson } from './request-text.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const;

interface Props {
  readonly request: ChatRequest;
  readonly onChange: (request: ChatRequest) => void;
}

export function MessagesForm({ request, onChange }: Props) {
  const { messages } = request;
  const put = (index: number, message: Message) =>
    onChange({ ...request, messages: messages.map((one, i) => (i === index ? message : one)) });
  return (
    <section aria-label="Messages">
      <h3>Messages</h3>
      {messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place in the conversation
        <div key={index} className={styles.message}>
          <Select
            id={`message-role-${index}`}
            label={`Role of message ${index + 1}`}
            value={message.role}
            options={ROLES.map((role) => ({ value: role, label: role }))}
            onChange={(role) => put(index, { ...message, role: role as Message['role'] })}
          />
          <Content message={message} index={index} onChange={(next) => put(index, next)} />
          <IconButton
            label={`Remove message ${index + 1}`}
            onClick={() => onChange({ ...request, messages: messages.filter((_, i) => i !== index) })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button
        tone="quiet"
        onClick={() =>
          onChange({
            ...request,
            messages: [...messages, { role: 'user', content: [{ type: 'text', text: '' }] }],
          })
        }
      >
        <Plus size={13} aria-hidden="true" /> Add a message
      </Button>
    </section>
  );
}

interface ContentProps {
  readonly message: Message;
  readonly index: number;
  readonly onChange: (message: Message) => void;
}

/** Texts can be written here; other parts are shown as what they are, and written in the JSON. */
function Content({ message, index, onChange }: ContentProps) {
  return (
    <div className={styles.parts}>
      {message.content.map((part, i) =>
        part.type === 'text' ? (
          <TextArea
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the message
            key={i}
            id={`message-text-${index}-${i}`}
            label={`Text of message ${index + 1}`}
            rows={Math.min(6, Math.max(2, Math.ceil(part.text.length / 60)))}
            value={part.text}
            onChange={(text) =>
              onChange({
                ...message,
                content: message.content.map((one, at) => (at === i ? { ...part, text } : one)),
              })
            }
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the message
          <p key={i} className={styles.part}>
            <b>{part.type.replace('_', ' ')}</b>{' '}
            <code>
              {part.type === 'tool_call'
                ? `${part.name} ${showJson(part.arguments, 70)}`
                : showJson(part, 80)}
            </code>
          </p>
        ),
      )}
    </div>
  );
}
