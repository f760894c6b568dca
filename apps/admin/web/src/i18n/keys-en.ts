export const keysEn = {
  title: "Keys",
  lead: "Who may call, and what each may see.",
};
