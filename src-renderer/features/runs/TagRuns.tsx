import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../app/api.ts';
import { useWork } from '../../app/use-work.ts';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { closeDialog } from './dialog.ts';
import { tag } from './library-edits.ts';
import { targets } from './library-store.ts';
import styles from './Runs.module.css';

/** Adds a tag to runs, and takes tags away. */
export function TagRuns() {
  const [items] = useState(targets);
  const [tags, setTags] = useState(() => [...new Set(items.flatMap((item) => item.tags))].sort());
  const [known, setKnown] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const { problem, busy, work } = useWork();
  useEffect(() => {
    api()
      .library.statistics()
      .then((statistics) => setKnown(statistics.tags.map((one) => one.tag)))
      .catch(() => undefined);
  }, []);
  const submit = () => {
    if (text.trim() === '') return closeDialog();
    return work(async () => {
      await tag(items, text, true);
      closeDialog();
    });
  };
  return (
    <DialogForm submit="Tag" close="Close" busy={busy} onSubmit={submit} onClose={closeDialog}>
      {tags.length > 0 && (
        <ul className={styles.tags} aria-label="Tags in use">
          {tags.map((one) => (
            <li key={one}>
              #{one}
              <button
                type="button"
                aria-label={`Take away ${one}`}
                disabled={busy}
                onClick={() =>
                  work(async () => {
                    await tag(items, one, false);
                    setTags(tags.filter((other) => other !== one));
                  })
                }
              >
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <FieldRow label="New tag" htmlFor="run-tag" problem={problem}>
        <TextInput id="run-tag" value={text} maxLength={200} proposals={known} onChange={setText} />
      </FieldRow>
    </DialogForm>
  );
}
