export const toolsetsEn = {
  title: "Toolsets",
  lead: "Named sets of tools, each with an address of its own.",
};
