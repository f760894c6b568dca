export const credentialsEn = {
  title: "Credentials",
  lead: "Secrets that tools receive and nobody sees again.",
};
