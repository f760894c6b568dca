export const settingsEn = {
  title: "Settings",
  lead: "What this deployment runs with, and where each value comes from.",
};
