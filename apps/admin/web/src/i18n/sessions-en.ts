export const sessionsEn = {
  title: "Sessions",
  lead: "Clients that are connected now.",
};
