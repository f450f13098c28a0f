import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../app/api.ts';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { FieldRow } from '../../components/Inputs.tsx';
import { closeDialog, useWork } from './dialog.ts';
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
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return closeDialog();
        work(async () => {
          await tag(items, text, true);
          closeDialog();
        });
        return undefined;
      }}
    >
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
        <input
          id="run-tag"
          className={styles.typed}
          list="run-tags"
          value={text}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
        <datalist id="run-tags">
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </FieldRow>
      <DialogActions>
        <Button onClick={closeDialog}>Close</Button>
        <Button tone="primary" type="submit" disabled={busy}>
          Tag
        </Button>
      </DialogActions>
    </form>
  );
}
