import { useEffect } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { CompareRuns } from './CompareRuns.tsx';
import { closeDialog, focusRuns } from './dialog.ts';
import { ExportRuns } from './ExportRuns.tsx';
import { ImportRuns } from './ImportRuns.tsx';
import { runs } from './library-edits.ts';
import { type LibraryState, targets, useLibrary } from './library-store.ts';
import { RenameRun } from './RenameRun.tsx';
import { SaveElsewhere } from './SaveElsewhere.tsx';
import { SpaceAndRetention } from './SpaceAndRetention.tsx';
import { TagRuns } from './TagRuns.tsx';

type Kind = NonNullable<LibraryState['dialog']>;

const PARTS: Readonly<Record<Kind, { readonly title: string; readonly part: () => React.ReactNode }>> = {
  tag: { title: 'Tags', part: TagRuns },
  rename: { title: 'Rename the run', part: RenameRun },
  compare: { title: 'Compare two runs', part: CompareRuns },
  export: { title: 'Export', part: ExportRuns },
  import: { title: 'Import a .ptrace file', part: ImportRuns },
  retention: { title: 'Space and retention', part: SpaceAndRetention },
  save: { title: 'Save elsewhere', part: SaveElsewhere },
};

export function RunDialogs() {
  const dialog = useLibrary((state) => state.dialog);
  if (dialog === null) return null;
  return <Open dialog={dialog} />;
}

function Open({ dialog }: { readonly dialog: Kind }) {
  // The keys go on where they were.
  useEffect(() => focusRuns, []);
  const { title, part: Part } = PARTS[dialog];
  const about = dialog === 'tag' || dialog === 'export' ? ` · ${runs(targets().length)}` : '';
  return (
    <Dialog open title={title + about} onClose={closeDialog}>
      <Part />
    </Dialog>
  );
}
