import type { Continuation, Cursor, Frame as SavedFrame } from '../../../../shared/trace/continuation.ts';

/** Where a resumed run goes on, seen from one step on the way there. */
export interface Resume {
  readonly cursor: Cursor;
  /** The way below this step, or null where this is the step to enter. */
  readonly below: Below | null;
}

export interface Below {
  /** The block of the step that the way leads into; `call` leads into a frame. */
  readonly block: string;
  /** For a loop's `do`. */
  readonly loop: Cursor['loop'];
  /** Within the same frame. */
  readonly next: Resume | null;
  /** The frame of the called node. */
  readonly frame: ResumedFrame | null;
}

export interface ResumedFrame {
  readonly saved: SavedFrame;
  readonly first: Resume;
}

/** A continuation as a chain from the root node down to the step to enter. */
export function resumedFrame(continuation: Continuation): ResumedFrame {
  return frameAt(continuation.frames, 0);
}

function frameAt(frames: readonly SavedFrame[], index: number): ResumedFrame {
  const saved = frames[index];
  if (saved === undefined) throw new Error('the continuation has no frame');
  const called = index + 1 < frames.length ? frameAt(frames, index + 1) : null;
  return { saved, first: cursorAt(saved.cursors, 0, called) };
}

function cursorAt(cursors: readonly Cursor[], index: number, called: ResumedFrame | null): Resume {
  const cursor = cursors[index];
  if (cursor === undefined) throw new Error('the continuation has no cursor');
  const isLast = index + 1 === cursors.length;
  if (isLast && called === null) return { cursor, below: null };
  const next = isLast ? null : cursorAt(cursors, index + 1, called);
  const { block, loop } = cursor;
  return { cursor, below: { block: block ?? 'call', loop, next, frame: isLast ? called : null } };
}
