import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { toast, useUi } from '../../app/ui-store.ts';
import { stayHere, useDebugger } from './debugger-store.ts';
import { WHOLE } from './timeline-model.ts';
import { panTimeline, showWindow, zoomTimeline } from './timeline-store.ts';
import {
  copyLink,
  divergenceRow,
  dropFilter,
  filterToSelected,
  goToDivergence,
  goToLastAgreement,
} from './travel.ts';

const open = () =>
  useNavigation.getState().address.view === 'comparison' && useDebugger.getState().view !== null;
const has = (which: 'first' | 'next' | 'previous') => () => open() && divergenceRow(which) !== undefined;

/** Moving through a comparison, live or recorded. */
export const travelActions: readonly Action[] = [
  {
    id: 'go.stay',
    title: 'Stay here: do not go to the place that is not aligned yet',
    group: 'Go',
    enabled: () => useDebugger.getState().awaited !== null,
    run: stayHere,
  },
  {
    id: 'go.divergence.first',
    title: 'Go to the first divergence',
    group: 'Go',
    keys: 'Alt+F8',
    enabled: has('first'),
    run: () => goToDivergence('first'),
  },
  {
    id: 'go.divergence.next',
    title: 'Go to the next divergence',
    group: 'Go',
    keys: 'F8',
    enabled: has('next'),
    run: () => goToDivergence('next'),
  },
  {
    id: 'go.divergence.previous',
    title: 'Go to the previous divergence',
    group: 'Go',
    keys: 'Shift+F8',
    enabled: has('previous'),
    run: () => goToDivergence('previous'),
  },
  {
    id: 'go.agreement',
    title: 'Go to the last agreement',
    group: 'Go',
    keys: 'Ctrl+F8',
    enabled: has('first'),
    run: () => {
      goToLastAgreement().catch((error: unknown) => toast('error', String(error)));
    },
  },
  {
    id: 'go.event',
    title: 'Go to event…',
    group: 'Go',
    keys: 'Ctrl+G',
    enabled: open,
    run: () => useUi.setState({ palette: 'event' }),
  },
  { id: 'go.copy', title: 'Copy link to this view', group: 'Go', keys: 'Ctrl+Shift+L', run: copyLink },
  {
    id: 'view.filter',
    title: 'Show only the selected step and what is in it',
    group: 'View',
    enabled: open,
    run: filterToSelected,
  },
  {
    id: 'view.unfilter',
    title: 'Show all rows',
    group: 'View',
    enabled: () => open() && useDebugger.getState().range !== null,
    run: dropFilter,
  },
  ...(
    [
      ['in', 'Zoom the timeline in', () => zoomTimeline(0.5)],
      ['out', 'Zoom the timeline out', () => zoomTimeline(2)],
      ['whole', 'Show the whole timeline', () => showWindow(WHOLE)],
      ['left', 'Move the timeline back', () => panTimeline(-0.5)],
      ['right', 'Move the timeline forward', () => panTimeline(0.5)],
    ] as const
  ).map(([id, title, run]): Action => ({ id: `timeline.${id}`, title, group: 'View', enabled: open, run })),
];
