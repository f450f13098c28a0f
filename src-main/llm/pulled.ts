type Tell<T> = (value: T) => Promise<void> | undefined;

/**
 * What `run` tells, one by one as it is asked for: it begins with the first question, and goes on after each value only with the
 * next. Leaving early aborts `left` and waits for the end of it.
 */
export async function* pulled<T>(
  run: (tell: Tell<T>, left: AbortSignal) => Promise<void>,
): AsyncGenerator<T, void> {
  const left = new AbortController();
  let told: { readonly value: T; readonly taken: () => void } | undefined;
  let wake = (): void => undefined;
  const tell = (value: T): Promise<void> | undefined => {
    if (left.signal.aborted) return undefined;
    return new Promise((taken) => {
      told = { value, taken };
      wake();
    });
  };
  let over = false;
  const running = run(tell, left.signal).finally(() => {
    over = true;
    wake();
  });
  // Whoever has left is not told how it ended.
  running.catch(() => undefined);
  try {
    for (;;) {
      if (told === undefined && !over)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (told === undefined) break;
      const { value, taken } = told;
      yield value;
      told = undefined;
      taken();
    }
    await running;
  } finally {
    left.abort();
    told?.taken();
    await running.catch(() => undefined);
  }
}
