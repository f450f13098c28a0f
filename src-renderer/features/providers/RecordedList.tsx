import { useRef, useState } from 'react';
import type { LlmRecordedItem } from '../../../shared/api/llm-recorded.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { TextInput } from '../../components/Inputs.tsx';
import { moveFocus } from '../../components/move-focus.ts';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { showAge } from '../../components/time.ts';
import styles from './Import.module.css';
import { closeImport, composeRecorded, useImport } from './import-store.ts';

/** Id of the field that narrows the list. */
export const FILTER = 'llm-recorded-filter';

const KINDS = { lanes: 'lanes', proxy: 'proxy', step: 'step' } as const;

/** Recorded requests, newest first: lanes, calls through the proxy, steps of nodes. */
export function RecordedList() {
  const { items, problem } = useImport();
  const [filter, setFilter] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const words = filter.toLowerCase().split(/\s+/);
  const shown = items?.filter((item) => {
    const text = `${item.kind} ${item.title} ${item.model} ${item.said}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows go from the field into the list
    <div onKeyDown={(event) => moveFocus(event, list.current?.querySelectorAll('button') ?? [])}>
      <TextInput
        id={FILTER}
        label="Find a recorded request"
        placeholder="Find by model, step or text"
        value={filter}
        onChange={setFilter}
      />
      {problem !== null ? (
        <Failed message={problem} />
      ) : !items || !shown ? (
        <Loading what="Looking for recorded requests" />
      ) : items.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <ul ref={list} className={styles.recorded} aria-label="Recorded requests">
            {shown.map((item) => (
              <Item key={JSON.stringify(item.source)} item={item} />
            ))}
          </ul>
          {shown.length === 0 && <p className={styles.less}>No recorded request is like this.</p>}
        </>
      )}
    </div>
  );
}

function Item({ item }: { readonly item: LlmRecordedItem }) {
  const { source, kind, title, model, startedAt, said } = item;
  return (
    <li>
      <button type="button" onClick={() => void composeRecorded(source, title)}>
        <span className={styles.kind}>{KINDS[kind]}</span>
        <b>{title}</b>
        <code>{model}</code>
        <time>{showAge(startedAt, Date.now())}</time>
        <span className={styles.said}>{said}</span>
      </button>
    </li>
  );
}

function Nothing() {
  return (
    <Empty
      title="No request was recorded yet"
      actions={
        <Button
          onClick={() => {
            closeImport();
            navigate({ view: 'providers', tab: 'proxy' });
          }}
        >
          Show the proxy
        </Button>
      }
    >
      Run lanes, or a node with an llm_chat step, or record the calls of a program with the proxy.
    </Empty>
  );
}
