export const aboutEn = {
  title: "About",
  lead: "Versions, licences and a bundle for whoever helps you.",
};
