import type { ReactNode } from "react";

/** A line that shows itself and goes away: a failure of what the person asked for, or what was done and can be undone. */
export interface Notice {
  readonly message: ReactNode;
  readonly meaning: "done" | "failed";
  /** Stays until it is closed. */
  readonly stays?: boolean;
  /** How long it shows itself; some seconds unless told. */
  readonly forMs?: number;
}

const wanted = new EventTarget();
let isWanted = false;

/** Whether there has been anything to notify of, for what shows it. */
export const noticesWanted = {
  get: () => isWanted,
  subscribe(onChange: () => void): () => void {
    wanted.addEventListener("change", onChange);
    return () => wanted.removeEventListener("change", onChange);
  },
};

/** Loaded with the first notice: most visits need none. */
export async function notify({ message, meaning, stays = false, forMs = 6_000 }: Notice): Promise<string> {
  isWanted = true;
  wanted.dispatchEvent(new Event("change"));
  const { notifications } = await import("@mantine/notifications");
  return notifications.show({
    message,
    color: meaning === "failed" ? "red" : "iris",
    autoClose: stays ? false : forMs,
    role: meaning === "failed" ? "alert" : "status",
  });
}

export async function dismiss(id: string): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.hide(id);
}
