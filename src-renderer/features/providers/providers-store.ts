import { create } from 'zustand';
import type { LlmExample, LlmForecast, LlmProviders } from '../../../shared/api/llm.ts';
import type { LlmComposed } from '../../../shared/api/llm-composed.ts';
import type { LossPolicy } from '../../../shared/llm/losses/policy.ts';
import type { ChatRequest, Message } from '../../../shared/llm/protocol/request.ts';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { dismissToast, toast } from '../../app/ui-store.ts';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { requestText } from './request-text.ts';
import { andMore } from './rounded-note.ts';
import { SaveSoon } from './save-soon.ts';
import { tooLarge } from './too-large.ts';

/** What is wrong with the text of the request, and where, from 1. */
export interface TextProblem {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** One request, what every model would lose of it, and which of them are chosen for lanes. */
export interface ProvidersState {
  readonly catalogue: LlmProviders | null;
  readonly examples: readonly LlmExample[];
  readonly failure: Failure | null;
  /** What the request is called: its example, its file. */
  readonly name: string;
  /** Somebody has changed it since. */
  readonly edited: boolean;
  /** The JSON view; it may be wrong while somebody types. */
  readonly text: string;
  readonly problem: TextProblem | null;
  /** The newest text that could be read. */
  readonly request: ChatRequest | null;
  readonly policy: LossPolicy;
  /** Of the request as it is now; null while it is being found out. */
  readonly forecasts: readonly LlmForecast[] | null;
  /** The cell that is looked at; column null: all of the model's losses. */
  readonly cell: { readonly target: string; readonly column: string | null } | null;
  readonly lanes: readonly string[];
  /** Why it would not be there again, in one sentence; null: it is kept with the workspace. */
  readonly unkept: string | null;
}

const NOTHING: ProvidersState = {
  catalogue: null,
  examples: [],
  failure: null,
  name: '',
  edited: false,
  text: '',
  problem: null,
  request: null,
  policy: 'warn',
  forecasts: null,
  cell: null,
  lanes: [],
  unkept: null,
};

export const useProviders = create<ProvidersState>(() => NOTHING);

/** The example that shows most: a schema, a tool, controls. */
const FIRST = 'refund';

/** The folder of the workspace whose request this is; null: what it had kept is not known yet. */
let composedIn: string | null = null;

function folderNow(): string | null {
  return useWorkspace.getState().view?.folder ?? null;
}

/** What is composed belongs to its workspace: another one has its own. */
function leaveOther(): void {
  if (composedIn === null || composedIn === folderNow()) return;
  composedIn = null;
  readings++;
  asked++;
  useProviders.setState(NOTHING);
}

/** The providers, and what was composed last: the first example where that is nothing. */
export async function loadProviders(): Promise<void> {
  leaveOther();
  try {
    const folder = folderNow();
    const [catalogue, examples, kept] = await Promise.all([
      api().llm.providers(),
      api().llm.examples(),
      composedIn === null ? api().llm.composed() : null,
    ]);
    if (folder !== folderNow()) return;
    useProviders.setState({ examples, failure: null });
    if (composedIn === null) {
      composedIn = folder;
      if (kept) useProviders.setState({ policy: kept.policy, lanes: kept.lanes });
      // It may have been composed of a run before anybody looked here.
      if (useProviders.getState().text !== '') {
        keepSoon();
        if (kept) offerBack(kept);
      } else if (kept) await openKept(kept);
      else await openFirst(examples);
    }
    setCatalogue(catalogue);
  } catch (error) {
    useProviders.setState({ failure: failureOf(error) });
  }
}

/** A request as it is composed: its text may be wrong. */
type Written = Pick<LlmComposed, 'name' | 'edited' | 'text'>;

/** As it was left, whether or not it can be read. */
function openKept({ name, edited, text }: Written): Promise<void> {
  useProviders.setState({ name, edited, text });
  lastRead = readText(text);
  return lastRead;
}

/** It is nobody's work: nothing is kept for it. */
async function openFirst(examples: readonly LlmExample[]): Promise<void> {
  const first = examples.find(({ name }) => name === FIRST) ?? examples[0];
  const read = first && (await api().llm.read(first.text, null));
  if (read?.ok && useProviders.getState().text === '') show(read.request, first?.name ?? '', false);
}

/** What somebody has set of providers, and what that changes of the request's losses. */
export function takeCatalogue(catalogue: LlmProviders): void {
  setCatalogue(catalogue);
  void forecast();
}

/** Lanes of models that are not there any more are no lanes. */
function setCatalogue(catalogue: LlmProviders): void {
  const targets = catalogue.providers.flatMap(({ models }) => models.map(({ target }) => target));
  useProviders.setState(({ lanes }) => ({
    catalogue,
    lanes: lanes.filter((lane) => targets.includes(lane)),
  }));
}

const saving = new SaveSoon(async (folder: string, composed: LlmComposed) => {
  let unkept = tooLarge(composed);
  try {
    if (unkept === null) await api().llm.keepComposed(folder, composed);
  } catch (error) {
    unkept = failureOf(error).message;
  }
  if (folder === composedIn) useProviders.setState({ unkept });
});

/** After whatever somebody changes: it is there again after a reload, in this workspace. */
function keepSoon(): void {
  const { name, edited, text, policy, lanes } = useProviders.getState();
  if (composedIn !== null) saving.soon(composedIn, { name, edited, text, policy, lanes });
}

/** What has not been kept yet is kept now: somebody leaves. */
export function keepNow(): void {
  saving.now();
}

/** Follows parallax.yml and the workspace's trust, which others change as well. */
export function followSettings(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = async () => {
    timer = undefined;
    const catalogue = await api().llm.providers();
    const { catalogue: before } = useProviders.getState();
    if (before && JSON.stringify(catalogue) !== JSON.stringify(before)) takeCatalogue(catalogue);
  };
  const stop = useWorkspace.subscribe(() => {
    // Many runs may be recorded within a moment.
    timer ??= setTimeout(() => read().catch(() => undefined), 300);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Models on this machine, so that everything can be tried without a key. */
export async function startDemo(): Promise<void> {
  try {
    const catalogue = await api().llm.demo();
    useProviders.setState({ catalogue });
    const demo = catalogue.providers
      .flatMap(({ models }) => models.map(({ target }) => target))
      .filter((target) => /^demo-[^/]+\/demo$/.test(target));
    useProviders.setState({ lanes: demo.slice(0, 3) });
    keepSoon();
    await forecast();
    toast('info', `The demo models answer, in ${demo.length} dialects.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export async function openExample(name: string): Promise<void> {
  const example = useProviders.getState().examples.find((one) => one.name === name);
  if (example) await takeIn(example.text, null, example.name);
}

/** Takes in a text in any dialect; resolves to what is wrong with it, or null. */
export function importText(
  text: string,
  from: RequestDialect | null,
  name: string,
): Promise<TextProblem | null> {
  return takeIn(text, from, ownName(name));
}

/** What is called like an example is not that one. */
function ownName(name: string): string {
  return useProviders.getState().examples.some((one) => one.name === name) ? `${name} 2` : name;
}

async function takeIn(text: string, from: RequestDialect | null, name: string): Promise<TextProblem | null> {
  const read = await api().llm.read(text, from);
  if (!read.ok) return read;
  replaceWith(read.request, name);
  for (const note of read.notes) toast('info', note);
  const [lost] = read.losses;
  if (lost) toast('error', andMore(lost.reason, read.losses.length));
  return null;
}

/** Another request in the place of the one that was composed, which can be had back. */
export function openRequest(request: ChatRequest, name: string): void {
  replaceWith(request, ownName(name));
}

function replaceWith(request: ChatRequest, name: string): void {
  leaveOther();
  const before = useProviders.getState();
  show(request, name, false);
  keepSoon();
  offerBack(before);
}

let offered = 0;

/** Offers what stood in the place of the request before, unless it is an example as it was. The newest offer takes the place of others. */
function offerBack({ name, edited, text }: Written): void {
  const now = useProviders.getState();
  if (text === '' || text === now.text) return;
  if (!edited && now.examples.some((one) => one.name === name)) return;
  const folder = composedIn;
  dismissToast(offered);
  offered = toast('info', `${name || 'The request'}${edited ? ', edited,' : ''} was replaced.`, {
    title: 'Undo',
    run: () => {
      // Another workspace is open by now: what is composed there stays.
      if (folder !== composedIn) return;
      const replaced = useProviders.getState();
      void openKept({ name, edited, text });
      keepSoon();
      offerBack(replaced);
    },
  });
}

/** Where the form, a chip or a file changes the request. */
export function setRequest(request: ChatRequest): void {
  show(request, useProviders.getState().name, true);
  keepSoon();
}

function show(request: ChatRequest, name: string, edited: boolean): void {
  useProviders.setState({ request, text: requestText(request), problem: null, name, edited });
  void forecast();
}

/** Into the message as it is by now: reading a file takes its time. */
export function attachParts(index: number, parts: Message['content']): void {
  const { request } = useProviders.getState();
  if (!request?.messages[index]) return;
  setRequest({
    ...request,
    messages: request.messages.map((message, i) =>
      i === index ? { ...message, content: [...message.content, ...parts] } : message,
    ),
  });
}

let readings = 0;

/** Where somebody types in the JSON view. */
export function setText(text: string): Promise<void> {
  if (text !== useProviders.getState().text) {
    useProviders.setState({ text, edited: true });
    keepSoon();
    lastRead = readText(text);
  }
  return lastRead;
}

/** The request as it is on the screen; null while it cannot be read. */
export async function requestOnScreen(): Promise<ChatRequest | null> {
  await lastRead;
  const { request, problem } = useProviders.getState();
  return problem === null ? request : null;
}

let lastRead = Promise.resolve();

async function readText(text: string): Promise<void> {
  const reading = ++readings;
  const read = await api().llm.read(text, 'canonical');
  // Somebody has gone on typing, or the request was replaced.
  if (reading !== readings || useProviders.getState().text !== text) return;
  if (read.ok) {
    useProviders.setState({ request: read.request, problem: null });
    void forecast();
  } else useProviders.setState({ problem: read });
}

/** The details close; the focus is where they were opened. */
export function closeCell(): void {
  const button = document.querySelector<HTMLElement>('[data-place][aria-pressed="true"]');
  useProviders.setState({ cell: null });
  button?.focus();
}

export function setPolicy(policy: LossPolicy): void {
  useProviders.setState({ policy });
  keepSoon();
  void forecast();
}

let asked = 0;

/** What is shown stays until the new answer is there. */
async function forecast(): Promise<void> {
  const { request, policy } = useProviders.getState();
  if (!request) return;
  const mine = ++asked;
  try {
    const forecasts = await api().llm.losses(request, policy);
    if (mine === asked) useProviders.setState({ forecasts });
  } catch (error) {
    if (mine === asked) toast('error', failureOf(error).message);
  }
}

export function chooseLane(target: string, chosen: boolean): void {
  useProviders.setState(({ lanes }) => ({
    lanes: chosen
      ? [...lanes.filter((lane) => lane !== target), target]
      : lanes.filter((lane) => lane !== target),
  }));
  keepSoon();
}
