export const peopleEn = {
  title: "People",
  lead: "Who may sign in here, and what each may do.",
};
