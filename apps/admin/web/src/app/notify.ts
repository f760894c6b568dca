import type { ReactNode } from "react";

/** A line that shows itself and goes away: a failure of what the person asked for, or what was done and can be undone. */
export interface Notice {
  readonly message: ReactNode;
  readonly meaning: "done" | "failed";
  /** Stays until it is closed. */
  readonly stays?: boolean;
}

/** Loaded with the first notice: most visits need none. */
export async function notify({ message, meaning, stays = false }: Notice): Promise<string> {
  const { notifications } = await import("@mantine/notifications");
  return notifications.show({
    message,
    color: meaning === "failed" ? "red" : "iris",
    autoClose: stays ? false : 6_000,
    role: meaning === "failed" ? "alert" : "status",
  });
}

export async function dismiss(id: string): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.hide(id);
}
