import { type Clock, systemClock } from '../clock.ts';

/** A clock on which an hour takes `scale` hours: what waits by it waits so much shorter, or longer. */
export function scaledClock(scale: number): Clock {
  return {
    now: () => systemClock.now() / scale,
    wall: systemClock.wall,
    after: (ms, call) => systemClock.after(ms * scale, call),
  };
}
