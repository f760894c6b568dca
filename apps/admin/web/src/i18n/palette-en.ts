/** The texts of the search that is also the command palette. */
export const paletteEn = {
  open: "Search",
  placeholder: "Go to a page, tool, key or person, or paste an id",
  nothing: "Nothing found",
  groups: {
    actions: "Actions",
    pages: "Pages",
    tools: "Tools",
    keys: "Keys",
    people: "People",
    ids: "This id",
  },
  openNext: "Open the next waiting approval",
  createKey: "Create key",
  theme: "Theme: {{name}}",
  language: "Language: {{name}}",
  call: "Call",
  approval: "Approval",
};
