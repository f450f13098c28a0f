import { useEffect, useRef } from 'react';
import type { LlmRunView } from '../../../shared/api/llm.ts';
import { leafDifferences } from '../../../shared/llm/compare/settings.ts';
import { Splitter } from '../../components/Splitter.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { AnswerDiff } from './AnswerDiff.tsx';
import styles from './LanesBelow.module.css';
import { BELOW_TABS, setBelow, showBelow, useLanes } from './lanes-store.ts';
import { RequestDiff } from './RequestDiff.tsx';
import { SettingsTable } from './SettingsTable.tsx';
import { StreamView } from './StreamView.tsx';

/** What is seen only between lanes: answers, requests, settings, streams. */
export function LanesBelow({ run }: { readonly run: LlmRunView }) {
  const { below, belowHeight, belowAsked } = useLanes();
  const part = useRef<HTMLDivElement>(null);
  const seen = useRef(belowAsked);
  useEffect(() => {
    // In a low window it lies below the lanes: what was asked for is to be seen.
    if (belowAsked === seen.current) return;
    seen.current = belowAsked;
    part.current?.scrollIntoView({ block: 'nearest' });
    // By then the palette has given the focus back, unless what had it went with the tab that was left.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        part.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [belowAsked]);
  return (
    <>
      <Splitter
        label="Height of what is between the lanes"
        value={belowHeight}
        min={90}
        max={640}
        onChange={(height) => setBelow(height)}
      />
      <div ref={part} className={styles.below} style={{ height: belowHeight }}>
        <Tabs
          label="Between the lanes"
          value={below}
          onChange={(id) => showBelow(BELOW_TABS.find((one) => one === id) ?? 'answers')}
          tabs={[
            { id: 'answers', title: 'Answers compared', content: <AnswerDiff run={run} /> },
            { id: 'requests', title: 'Requests compared', content: <RequestDiff run={run} /> },
            {
              id: 'settings',
              title: 'Settings',
              count: run.verdict === null ? 0 : leafDifferences(run.verdict).length,
              content: <SettingsTable run={run} />,
            },
            { id: 'stream', title: 'Stream', content: <StreamView lanes={run.lanes} /> },
          ]}
        />
      </div>
    </>
  );
}
