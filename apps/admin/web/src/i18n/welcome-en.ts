/** The texts of the first run. */
export const welcomeEn = {
  title: "Welcome",
};
