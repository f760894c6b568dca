import type { Bus, BusEvent } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";

export interface BusPair {
  /** Two processes' ends of one bus; one and the same where the bus is for one process. */
  readonly here: Bus;
  readonly there: Bus;
}

/** What every bus keeps to, whatever carries it. */
export function busContract(open: () => Promise<BusPair>): void {
  const toolsChanged: BusEvent = { kind: "tools_changed" };

  test("an event reaches every subscriber of every process, the publisher's included", async () => {
    const { here, there } = await open();
    const seen: string[] = [];
    here.subscribe((event) => seen.push(`here ${event.kind}`));
    here.subscribe((event) => seen.push(`here too ${event.kind}`));
    there.subscribe((event) => seen.push(`there ${event.kind}`));
    here.publish(toolsChanged);
    await vi.waitFor(() =>
      expect(seen.toSorted()).toEqual(["here too tools_changed", "here tools_changed", "there tools_changed"]),
    );
    await Promise.all([here.close(), there.close()]);
  });

  test("publish returns before anyone is called", async () => {
    const { here, there } = await open();
    const listener = vi.fn<(event: BusEvent) => void>();
    here.subscribe(listener);
    here.publish(toolsChanged);
    expect(listener).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(listener).toHaveBeenCalledExactlyOnceWith(toolsChanged));
    await Promise.all([here.close(), there.close()]);
  });

  test("events arrive once, in the order they were published, with all they carry", async () => {
    const { here, there } = await open();
    const events: BusEvent[] = [
      { kind: "resource_updated", uri: "test://ä?x=1" },
      { kind: "session_ended", sessionId: "s1" },
      { kind: "prompts_changed" },
      { kind: "resources_changed" },
    ];
    const seen: BusEvent[] = [];
    there.subscribe((event) => seen.push(event));
    for (const event of events) here.publish(event);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(events.length));
    expect(seen).toEqual(events);
    await Promise.all([here.close(), there.close()]);
  });

  test("a released subscriber hears nothing more; the same function subscribed twice is two subscriptions", async () => {
    const { here, there } = await open();
    const listener = vi.fn<(event: BusEvent) => void>();
    const last = vi.fn<(event: BusEvent) => void>();
    const release = there.subscribe(listener);
    there.subscribe(listener);
    there.subscribe(last);
    release();
    release();
    here.publish(toolsChanged);
    await vi.waitFor(() => expect(last).toHaveBeenCalledOnce());
    expect(listener).toHaveBeenCalledOnce();
    await Promise.all([here.close(), there.close()]);
  });

  test("a closed bus delivers nothing and takes a publish without complaint", async () => {
    const { here, there } = await open();
    const listener = vi.fn<(event: BusEvent) => void>();
    here.subscribe(listener);
    await Promise.all([here.close(), there.close()]);
    here.publish(toolsChanged);
    await here.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(listener).not.toHaveBeenCalled();
  });
}
