import type { Finding } from "./finding.ts";
import type { PortState } from "./probe-port.ts";

/** A port in words; `setting` is what to change when somebody else has it. */
export function describePort(
  what: string,
  address: { host: string; port: number; setting: string },
  state: PortState,
): Finding {
  const { host, port, setting } = address;
  const at = `${host}:${port}`;
  switch (state.kind) {
    case "free":
      return { check: what, state: "ok", text: `${at} is free` };
    case "ours":
      return {
        check: what,
        state: "ok",
        text: `${at}: mcp-tools ${state.version} is running there (${state.services.join(", ")})`,
      };
    case "taken":
      return {
        check: what,
        state: "problem",
        text: `${at} is taken by another program`,
        why: "mcp-tools cannot start on it.",
        advice: `End it (\`lsof -i :${port}\` shows it), or set ${setting} to another port.`,
      };
    case "unusable":
      return {
        check: what,
        state: "problem",
        text: `${at} cannot be listened on: ${state.reason}`,
        why: "mcp-tools cannot start on it.",
        advice: `Correct ${setting} and its host.`,
      };
  }
}
