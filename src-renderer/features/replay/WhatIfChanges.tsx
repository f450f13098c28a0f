import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { EditPoint } from '../../../shared/api/replay.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { TextArea, TextInput } from '../../components/Inputs.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { writeJson } from '../run-form/number-text.ts';
import { NodeTextDialog } from './NodeTextDialog.tsx';
import styles from './WhatIf.module.css';
import { answerText, type Draft } from './what-if-draft.ts';
import { answerKey, changeDraft, setAnswer, setField, setVariable } from './what-if-store.ts';

interface Props {
  readonly point: EditPoint;
  readonly draft: Draft;
}

/** Everything that can be otherwise from the position on; what was changed is marked and can be put back. */
export function WhatIfChanges({ point, draft }: Props) {
  const [tab, setTab] = useState(point.place === null ? 'variables' : 'fields');
  const [editing, setEditing] = useState(false);
  const count = (changes: object) => Object.keys(changes).length;
  return (
    <div className={styles.changes}>
      <Tabs
        label="What to change"
        value={tab}
        onChange={setTab}
        tabs={[
          ...(point.place === null
            ? []
            : [
                {
                  id: 'fields',
                  title: 'Step',
                  count: count(draft.fields),
                  content: <Fields point={point} draft={draft} />,
                },
              ]),
          {
            id: 'variables',
            title: point.place === null ? 'Inputs' : 'Variables',
            count: count(draft.variables),
            content: <Variables point={point} draft={draft} />,
          },
          {
            id: 'answers',
            title: 'Answers',
            count: count(draft.answers),
            content: <Answers point={point} draft={draft} />,
          },
          {
            id: 'text',
            title: 'Text',
            count: draft.text === null ? 0 : 1,
            content: (
              <div className={styles.list}>
                <p className={styles.hint}>
                  {draft.text === null ? `${point.file} as it was recorded.` : `${point.file} is changed.`}
                </p>
                <div className={styles.row}>
                  <Button onClick={() => setEditing(true)}>Edit the text of the node</Button>
                  {draft.text !== null && (
                    <Button onClick={() => changeDraft({ text: null })}>Put it back</Button>
                  )}
                </div>
              </div>
            ),
          },
        ]}
      />
      {editing && (
        <NodeTextDialog point={point} text={draft.text ?? point.text} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}

interface RowProps {
  readonly label: string;
  readonly id: string;
  readonly changed: boolean;
  readonly onReset: () => void;
  readonly children: React.ReactNode;
}

function Row({ label, id, changed, onReset, children }: RowProps) {
  return (
    <div className={cx(styles.change, changed && styles.changed)}>
      <label htmlFor={id} title={label}>
        {label}
        {changed && <span className="visually-hidden"> (changed)</span>}
      </label>
      {children}
      {changed && (
        <IconButton label={`Put ${label} back`} onClick={onReset}>
          <RotateCcw size={12} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

function Fields({ point, draft }: Props) {
  if (point.fields.length === 0)
    return <p className={styles.hint}>This step has no fields. Change its text.</p>;
  return (
    <div className={styles.list}>
      {point.fields.map(({ field, text }) => (
        <Row
          key={field}
          label={field}
          id={`field-${field}`}
          changed={draft.fields[field] !== undefined}
          onReset={() => setField(field, text)}
        >
          <TextInput
            id={`field-${field}`}
            mono
            value={draft.fields[field] ?? text}
            onChange={(value) => setField(field, value)}
          />
        </Row>
      ))}
    </div>
  );
}

function Variables({ point, draft }: Props) {
  if (point.variables.length === 0) return <p className={styles.hint}>Nothing is bound here yet.</p>;
  return (
    <div className={styles.list}>
      {point.variables.map(({ name, value }) => {
        const recorded = writeJson(value);
        const shown = draft.variables[name] ?? recorded;
        const id = `variable-${name}`;
        return (
          <Row
            key={name}
            label={name}
            id={id}
            changed={draft.variables[name] !== undefined}
            onReset={() => setVariable(name, recorded, recorded)}
          >
            {recorded.includes('\n') ? (
              <TextArea id={id} value={shown} onChange={(text) => setVariable(name, text, recorded)} />
            ) : (
              <TextInput id={id} mono value={shown} onChange={(text) => setVariable(name, text, recorded)} />
            )}
          </Row>
        );
      })}
    </div>
  );
}

function Answers({ point, draft }: Props) {
  if (point.answers.length === 0)
    return <p className={styles.hint}>Nothing outside answered from here on.</p>;
  return (
    <div className={styles.list}>
      {point.answers.map((answer) => {
        const key = answerKey(answer);
        const given = draft.answers[key];
        const ok = given?.ok ?? answer.answer.ok;
        const text = given?.text ?? answerText(answer.answer);
        return (
          <details
            key={key}
            className={cx(styles.answer, given && styles.changed)}
            open={given !== undefined}
          >
            <summary>
              <code>{answer.summary}</code>
              <small>
                {answer.step.split('/').at(-1)} · {answer.answer.ok ? 'answered' : answer.answer.error.code}
              </small>
            </summary>
            <label className={styles.fails}>
              <input
                type="checkbox"
                checked={!ok}
                onChange={(event) =>
                  setAnswer(answer, {
                    ok: !event.target.checked,
                    text: event.target.checked
                      ? '{\n  "code": "timeout",\n  "message": "no answer in time",\n  "fields": {}\n}'
                      : 'null',
                  })
                }
              />
              it fails
            </label>
            <TextArea
              id={`answer-${key}`}
              label={`Answer to ${answer.summary}`}
              rows={6}
              value={text}
              onChange={(next) => setAnswer(answer, { ok, text: next })}
            />
            {given && <Button onClick={() => setAnswer(answer, null)}>Put it back</Button>}
          </details>
        );
      })}
    </div>
  );
}
