/** Whether a text says the same as `json`, which is compact, however the text is spaced. */
export function isSameJson(text: string, json: string): boolean {
  if (text === json) return true;
  // Spacing can make it longer, never shorter.
  if (text.length < json.length || !/^\s*[[{]/.test(text)) return false;
  try {
    return JSON.stringify(JSON.parse(text)) === json;
  } catch {
    return false;
  }
}
