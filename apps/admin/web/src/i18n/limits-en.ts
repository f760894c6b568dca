export const limitsEn = {
  title: "Limits",
  lead: "How often, how many at once, and how much comes back.",
};
