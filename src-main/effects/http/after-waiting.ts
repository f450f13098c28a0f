const PARTS = 8;

/**
 * Calls after so many milliseconds in which an answer could have been taken. A stop of this process itself, however long,
 * counts as an eighth of the time: what came meanwhile is read before anybody says that nothing did. Returns how to
 * forget it.
 */
export function afterWaiting(ms: number, call: () => void): () => void {
  const parts = Math.max(1, Math.min(PARTS, Math.floor(ms)));
  const until = (part: number) => Math.round((ms * part) / parts);
  let done = 0;
  let timer = setTimeout(tick, until(1));
  function tick(): void {
    done++;
    if (done === parts) call();
    else timer = setTimeout(tick, until(done + 1) - until(done));
  }
  return () => clearTimeout(timer);
}
