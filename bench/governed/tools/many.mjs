/** What a team's server has beside the tool that is measured. */
export default Array.from({ length: 199 }, (_, index) => ({
  name: `team_tool_${index + 1}`,
  description: `Stands for one of the many tools of a team, number ${index + 1}.`,
  access: ["read", "write", "destructive"][index % 3],
  input: {
    type: "object",
    properties: { id: { type: "string" }, limit: { type: "integer" }, dry_run: { type: "boolean", default: true } },
    required: ["id"],
  },
  run: ({ id }) => `did ${index + 1} to ${id}`,
}));
