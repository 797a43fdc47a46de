import { createContext, type Context } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** The host's clock, milliseconds since the epoch. */
export const HostClock: Context<() => number> = createContext<() => number>(() => 0);

/** How often what is counted is counted anew, in milliseconds. */
const beat = 1000;

/** The host's time, for as long as somebody looks: what uses it is drawn anew each second. */
export function useNow(): number {
  const clock = useContext(HostClock);
  const [, draw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => draw((count) => count + 1), beat);
    return () => clearInterval(timer);
  }, []);
  return clock();
}
