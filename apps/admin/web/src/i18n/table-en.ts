export const tableEn = {
  choose: "Choose {{name}}",
  chooseShown: "Choose all shown",
  width: "Width of {{name}}",
  widthAuto: "as it fits",
};
