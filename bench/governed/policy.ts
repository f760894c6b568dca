/**
 * The configuration file of the governed target: 50 rules, of which ten have to look at the arguments of each measured
 * call, limits for the caller and for the tool, and a key that is bound to a toolset.
 */
export function governedConfig(): object {
  return {
    version: 1,
    policy: {
      rules: [
        ...Array.from({ length: 25 }, (_, index) => ({
          id: `tool-${index}`,
          match: { tools: [`team_tool_${index * 7}*`], access: ["destructive"] },
          effect: "ask",
          reason: "Somebody looks at these.",
        })),
        ...Array.from({ length: 15 }, (_, index) => ({
          id: `principal-${index}`,
          match: { principals: [`key:contractor-${index}*`] },
          effect: "refuse",
          reason: "Contractors have a server of their own.",
        })),
        ...Array.from({ length: 10 }, (_, index) => ({
          id: `argument-${index}`,
          match: { tools: ["echo"], arguments: [{ pointer: "/message", like: `*forbidden word ${index}*` }] },
          effect: "refuse",
          reason: "Mind your words.",
        })),
      ],
      toolsets: [{ name: "team", tools: [{ tool: "*" }], resources: [], prompts: [] }],
      tools: { echo: { limits: { callsPerMinute: 10_000_000, inFlight: 10_000 } } },
      limits: { callsPerMinute: 10_000_000, callsPerDay: 1_000_000_000, inFlight: 10_000 },
    },
  };
}
