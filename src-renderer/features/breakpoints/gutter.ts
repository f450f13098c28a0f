import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useMemo, useRef } from 'react';
import type { OutlineStep } from '../../../shared/api/view.ts';
import type { Monaco } from '../../components/code/monaco.ts';
import { stepOfLine } from '../editor/linked-lines.ts';
import { editStep, toggleStep, useBreakpoints } from './breakpoints-store.ts';
import { gutterMarks } from './step-breakpoints.ts';

/** Breakpoints of a node’s steps beside its text: a click toggles one, a right click opens its condition. */
export function useBreakpointGutter(
  monaco: Monaco | null,
  code: editor.IStandaloneCodeEditor | null,
  node: string | null,
  outline: readonly OutlineStep[] | null,
): void {
  const breakpoints = useBreakpoints(({ view }) => view.breakpoints);
  const marks = useMemo(
    () => (node === null || outline === null ? [] : gutterMarks(node, outline, breakpoints)),
    [node, outline, breakpoints],
  );
  const place = useRef({ node, outline });
  place.current = { node, outline };

  useEffect(() => {
    if (!code) return;
    const collection = code.createDecorationsCollection(
      marks.map(({ line, shape, enabled, text }) => ({
        range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
        options: {
          glyphMarginClassName: `breakpoint-glyph breakpoint-${shape}${enabled ? '' : ' breakpoint-off'}`,
          glyphMarginHoverMessage: { value: `\`${text.replaceAll('`', "'")}\`` },
          stickiness: 1,
        },
      })),
    );
    return () => collection.clear();
  }, [code, marks]);

  useEffect(() => {
    if (!monaco || !code) return;
    const at = (position: { readonly lineNumber: number } | null) => {
      const { node: own, outline: steps } = place.current;
      const step = position && steps && stepOfLine(steps, position.lineNumber);
      return step && own !== null ? { node: own, step: step.path } : null;
    };
    const pressed = code.onMouseDown(({ target, event }) => {
      const step =
        target.type === monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN ? at(target.position) : null;
      if (!step) return;
      event.preventDefault();
      if (event.rightButton) editStep(step);
      else toggleStep(step).catch(() => undefined);
    });
    return () => pressed.dispose();
  }, [monaco, code]);
}
