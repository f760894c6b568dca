import type { PolicyDocument } from "../../api/policy.ts";

/** Which tools shall be on. */
export type Switches = ReadonlyMap<string, boolean>;

export function withSwitches(document: PolicyDocument, switches: Switches): PolicyDocument {
  const tools: Record<string, PolicyDocument["tools"][string]> = { ...document.tools };
  for (const [name, isOn] of switches) {
    const { enabled: _, ...others } = settingsOf(document, name);
    // On is what every tool is.
    const next = isOn ? others : { ...others, enabled: false };
    if (Object.keys(next).length === 0) delete tools[name];
    else tools[name] = next;
  }
  return { ...document, tools };
}

/** What brings back what is so now. */
export function inverseOf(document: PolicyDocument, switches: Switches): Switches {
  return new Map([...switches.keys()].map((name) => [name, settingsOf(document, name).enabled ?? true]));
}

export function settingsOf({ tools }: Pick<PolicyDocument, "tools">, name: string): PolicyDocument["tools"][string] {
  return (Object.hasOwn(tools, name) ? tools[name] : undefined) ?? {};
}
