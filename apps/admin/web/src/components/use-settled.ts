import { useEffect, useState } from "react";

/**
 * Whether something has stood there for a while, as it is now (`of`). What comes up where a press may just have landed
 * takes none until then: the second of two was meant for what stood there before.
 */
export function useSettled(ms: number, of?: unknown): boolean {
  const [state, setState] = useState({ of, isSettled: false });
  // Not in an effect: a press may come before it.
  if (state.of !== of) setState({ of, isSettled: false });
  useEffect(() => {
    const timer = setTimeout(() => setState({ of, isSettled: true }), ms);
    return () => clearTimeout(timer);
  }, [of, ms]);
  return state.isSettled && state.of === of;
}
