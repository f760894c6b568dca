/**
 * Stands where the form library's test kit asks for its own validator. That one makes code from schemas, which the page's
 * policy forbids; the test kit is in no build, and only has to find something to import.
 */
const nothing = undefined;
// oxlint-disable-next-line import/no-default-export -- that is how it is imported there
export { nothing as default };
