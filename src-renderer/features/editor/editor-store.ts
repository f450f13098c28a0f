import { create } from 'zustand';
import type { CheckResult } from '../../../shared/api/api.ts';
import type { NodeDetail } from '../../../shared/api/view.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { withSpans } from './step-spans.ts';

/** One node as it is being edited: `detail` is the file as it was read, `text` what stands in the editor. */
export interface Document {
  readonly detail: NodeDetail;
  readonly text: string;
  /** What `text` was last found to be; the detail's own findings until it is changed. */
  readonly checked: CheckResult;
  /** The last outline and generated source that there were, so that an error does not empty the panels. */
  readonly shown: Pick<CheckResult, 'outline' | 'generated'>;
  readonly saving: boolean;
  /** Somebody else changed the file: the sentence that says so. */
  readonly conflict: string | null;
  /** Line of the cursor. */
  readonly line: number;
}

export interface EditorState {
  readonly documents: Readonly<Record<string, Document>>;
  readonly problems: Readonly<Record<string, Failure>>;
  /** A place to show: changes with each request, so that the same place can be asked for twice. */
  readonly reveal: { readonly node: string; readonly line: number; readonly focus: boolean } | null;
}

export const useEditor = create<EditorState>(() => ({ documents: {}, problems: {}, reveal: null }));

const CHECK_DELAY = 250;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function isDirty(document: Document | undefined): boolean {
  return document !== undefined && document.text !== document.detail.text;
}

export async function openNode(node: string): Promise<void> {
  if (useEditor.getState().documents[node]) return;
  await readNode(node);
}

/** Reads the file, throwing away what was not saved. */
export async function readNode(node: string): Promise<void> {
  try {
    put(node, fresh(await api().nodes.read(node)));
    useEditor.setState(({ problems: { [node]: _, ...problems } }) => ({ problems }));
  } catch (error) {
    useEditor.setState(({ problems }) => ({ problems: { ...problems, [node]: failureOf(error) } }));
  }
}

/** The workspace changed: documents without own edits follow their file. */
export async function refreshNode(node: string): Promise<void> {
  const before = useEditor.getState().documents[node];
  if (!before || isDirty(before) || before.saving) return;
  const detail = await api()
    .nodes.read(node)
    .catch(() => null);
  const now = useEditor.getState().documents[node];
  if (detail && now === before && detail.hash !== now.detail.hash)
    put(node, { ...fresh(detail), line: now.line });
}

export function editNode(node: string, text: string): void {
  const document = useEditor.getState().documents[node];
  if (!document || document.text === text) return;
  put(node, { ...document, text });
  clearTimeout(timers.get(node));
  timers.set(
    node,
    setTimeout(() => checkNode(node).catch(() => undefined), CHECK_DELAY),
  );
}

async function checkNode(node: string): Promise<void> {
  const text = useEditor.getState().documents[node]?.text;
  if (text === undefined) return;
  const checked = spanned(await api().nodes.check(node, text), text);
  const document = useEditor.getState().documents[node];
  if (document?.text !== text) return;
  put(node, { ...document, checked, shown: latest(document.shown, checked) });
}

/** `over` is what to do when the file is no longer the one that was read: refuse, or write over it. */
export async function saveNode(node: string, over: 'refuse' | 'overwrite' = 'refuse'): Promise<boolean> {
  const document = useEditor.getState().documents[node];
  if (!document || document.saving) return false;
  if (!isDirty(document) && over === 'refuse') return true;
  const { text } = document;
  // A conflict stays in sight until the text is really written.
  put(node, { ...document, saving: true });
  try {
    const detail =
      over === 'overwrite'
        ? await api().nodes.save(node, text, (await api().nodes.read(node)).hash)
        : await api().nodes.save(node, text, document.detail.hash);
    const now = useEditor.getState().documents[node] ?? document;
    // What was typed while it was being saved stays typed.
    put(node, { ...fresh(detail), text: now.text, line: now.line });
    if (now.text !== detail.text) await checkNode(node);
    announce(`${detail.file} saved`);
    return true;
  } catch (error) {
    const { code, message } = failureOf(error);
    const now = useEditor.getState().documents[node] ?? document;
    put(node, { ...now, saving: false, conflict: code === 'conflict' ? message : null });
    if (code !== 'conflict') toast('error', message);
    return false;
  }
}

export function setLine(node: string, line: number): void {
  const document = useEditor.getState().documents[node];
  if (document && document.line !== line) put(node, { ...document, line });
}

/** `focus` where the next thing to do is to type there. */
export function revealLine(node: string, line: number, focus = false): void {
  setLine(node, line);
  useEditor.setState({ reveal: { node, line, focus } });
}

function put(node: string, document: Document): void {
  useEditor.setState(({ documents }) => ({ documents: { ...documents, [node]: document } }));
}

function fresh(detail: NodeDetail): Document {
  const { diagnostics, outline, generated } = spanned(detail, detail.text);
  return {
    detail,
    text: detail.text,
    checked: { diagnostics, outline, generated },
    shown: { outline, generated },
    saving: false,
    conflict: null,
    line: 1,
  };
}

/** Steps with all their lines, not only that of their name. */
function spanned({ diagnostics, outline, generated }: CheckResult, text: string): CheckResult {
  return { diagnostics, outline: outline && withSpans(outline, text), generated };
}

function latest(shown: Document['shown'], checked: CheckResult): Document['shown'] {
  return { outline: checked.outline ?? shown.outline, generated: checked.generated ?? shown.generated };
}
