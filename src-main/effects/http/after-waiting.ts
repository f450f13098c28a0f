const PARTS = 8;

/**
 * Calls after so many milliseconds in which an answer could have been taken. A stop of this process itself, however long,
 * counts as a quarter of the time: what came meanwhile is read before anybody says that nothing did. Returns how to
 * forget it.
 */
export function afterWaiting(ms: number, call: () => void): () => void {
  const part = ms / Math.max(1, Math.min(PARTS, Math.floor(ms)));
  let left = ms;
  let since = performance.now();
  let timer = setTimeout(tick, part);
  function tick(): void {
    const now = performance.now();
    // A timer that is a little late was waited for all the same.
    left -= Math.min(now - since, 2 * part);
    since = now;
    if (left < 0.5) call();
    else timer = setTimeout(tick, Math.max(1, Math.min(part, left)));
  }
  return () => clearTimeout(timer);
}
