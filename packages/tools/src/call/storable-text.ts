/** Texts come from clients; PostgreSQL refuses NUL in them, and would refuse the other rows of the group with them. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "\uFFFD");
}
