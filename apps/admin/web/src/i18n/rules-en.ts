export const rulesEn = {
  title: "Rules",
  lead: "What is allowed, refused, or asked about first.",
};
