export const approvalsEn = {
  title: "Approvals",
  lead: "Calls that wait for a person.",
};
