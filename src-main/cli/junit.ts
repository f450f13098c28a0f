/** One test case of a node, as `parallax test` reports it. */
export interface CaseResult {
  readonly node: string;
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed; '' where it passed. */
  readonly message: string;
  /** Id of the recorded comparison; null where it could not be run. */
  readonly comparison: string | null;
  readonly durationMs: number;
  /** It would have failed, by nothing that is new since the baseline; absent where that is not so. */
  readonly known?: string;
}

/** JUnit XML as build servers read it: a suite per node. */
export function junit(cases: readonly CaseResult[]): string {
  const suites = Map.groupBy(cases, ({ node }) => node);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites${counts(cases)}>`];
  for (const [node, members] of suites) {
    lines.push(`  <testsuite name="${xmlText(node)}"${counts(members)}>`);
    for (const { name, passed, message, durationMs, known } of members) {
      const start = `    <testcase classname="${xmlText(node)}" name="${xmlText(name)}" time="${(durationMs / 1000).toFixed(3)}"`;
      if (passed && known !== undefined)
        lines.push(
          `${start}><system-out>${xmlText(`known since the baseline: ${known}`)}</system-out></testcase>`,
        );
      else lines.push(passed ? `${start}/>` : `${start}><failure message="${xmlText(message)}"/></testcase>`);
    }
    lines.push('  </testsuite>');
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`;
}

function counts(cases: readonly CaseResult[]): string {
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return ` tests="${cases.length}" failures="${cases.filter(({ passed }) => !passed).length}" time="${time.toFixed(3)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
};

/** Characters that XML 1.0 cannot hold at all become the replacement character. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'\n\t\r]/g, (character) => ENTITIES[character] as string)
    .replace(/[^\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
