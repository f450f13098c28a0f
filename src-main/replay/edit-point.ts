import type { EditableAnswer, EditPoint } from '../../shared/api/replay.ts';
import type { Position } from '../../shared/trace/branch.ts';
import type { EffectAnswer } from '../../shared/trace/event.ts';
import { localPath, nodePlace } from '../../shared/trace/place.ts';
import { continuationAt } from '../debugger/continuation.ts';
import { requestSummary } from '../effects/summary.ts';
import { stepFields } from '../language/edit/step-fields.ts';
import type { ReplayDeps } from './deps.ts';
import { type Attempted, refuse } from './outcome.ts';
import { entryOf, nodesOf } from './position.ts';
import { type RecordedPath, type RecordedRun, readRun } from './recorded-run.ts';

/** Answers that are offered; later ones can be reached by going on from later. */
const MOST_ANSWERS = 100;

/** What could be changed at a position, from the record of the path that performed effects. */
export function editPoint(deps: ReplayDeps, comparison: string, from: Position | null): Attempted<EditPoint> {
  const read = readRun(deps.comparison.store, comparison, deps.present);
  if (!read.ok) return read;
  const run = read.value;
  if (from === null) return { ok: true, value: atTheBeginning(run) };
  const path = pathTo(run, from);
  if (path === undefined) return refuse('not_found', `This run never entered ${from.step}.`);
  const event = entryOf(path.events, from);
  const { step, occ } = path.events[event] as RecordedPath['events'][number];
  const node = nodesOf(path.events).get(nodePlace(step)) ?? run.program.id;
  const source = run.sources.find((each) => each.node === node);
  if (source === undefined) return refuse('not_found', `The text of ${node} was not recorded.`);
  const frame = continuationAt(path.events, event, run.programs).frames.at(-1);
  return {
    ok: true,
    value: {
      comparison: run.summary.id,
      place: { step, occ },
      node,
      file: source.file,
      text: source.text,
      fields: stepFields(source.text, localPath(step)),
      variables: [...(frame?.scope ?? [])].map(([name, value]) => ({ name, value })),
      answers: answersFrom(path, event),
    },
  };
}

function atTheBeginning(run: RecordedRun): EditPoint {
  const [source] = run.sources;
  const [path] = inOrder(run);
  return {
    comparison: run.summary.id,
    place: null,
    node: run.program.id,
    file: source?.file ?? '',
    text: source?.text ?? '',
    fields: [],
    variables: Object.entries(run.inputs).map(([name, value]) => ({ name, value })),
    answers: path ? answersFrom(path, 0) : [],
  };
}

/** The path that performed effects first; the other one where only it came there. */
function pathTo(run: RecordedRun, from: Position): RecordedPath | undefined {
  return inOrder(run).find(({ events }) => entryOf(events, from) >= 0);
}

function inOrder(run: RecordedRun): readonly RecordedPath[] {
  return run.summary.traces.flatMap(({ path }) => run.paths[path] ?? []);
}

function answersFrom({ events, effects }: RecordedPath, event: number): readonly EditableAnswer[] {
  const asked = new Set(
    events
      .slice(event)
      .flatMap((each) =>
        each.kind === 'effect_requested' ? [`${each.step}@${each.occ}#${each.effect}`] : [],
      ),
  );
  return effects
    .flatMap(({ step, occ, effect, request, answer }) =>
      answer !== null && asked.has(`${step}@${occ}#${effect}`)
        ? [{ step, occ, effect, summary: requestSummary(request), answer: given(answer) }]
        : [],
    )
    .slice(0, MOST_ANSWERS);
}

function given(answer: EffectAnswer): EditableAnswer['answer'] {
  return answer.ok ? { ok: true, value: answer.value } : { ok: false, error: answer.error };
}
