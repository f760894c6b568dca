/** Longer words count by their beginning. */
export const wordCharsMax = 64;

const escape = /\\(?:u[\da-f]{4}|.)/gi;
const asciiWord = /[a-z\d]+/g;
/** Scripts without spaces between words: there each character is one. */
const unspaced = "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}";
const anyWord = new RegExp(`[${unspaced}]|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, "gu");
const unspacedRun = new RegExp(`[${unspaced}]{2,}`, "gu");
// eslint-disable-next-line no-control-regex -- the range of ASCII
const beyondAscii = /[^\x00-\x7f]/;
const surrogate = /[\ud800-\udfff]/;

/**
 * The words of a text in lower case: runs of letters and digits, so `get_current_time` is three and a path one for each part.
 * With repetitions, in order.
 */
export function wordsOfText(text: string): readonly string[] {
  const lower = text.toLowerCase();
  const words: readonly string[] = beyondAscii.test(lower)
    ? // Outside the first plane JavaScript and PostgreSQL sort differently.
      (lower.match(anyWord) ?? []).filter((word) => !surrogate.test(word))
    : (lower.match(asciiWord) ?? []);
  return words.some(isLong) ? words.map((word) => word.slice(0, wordCharsMax)) : words;
}

/** The same for JSON text, where `\n` is the end of a word and not the letter n. */
export function wordsOfJson(json: string): readonly string[] {
  return wordsOfText(json.includes("\\") ? json.replace(escape, " ") : json);
}

/** What has to stand together in scripts that have no spaces. */
export function unspacedRuns(text: string): readonly string[] {
  return text.toLowerCase().match(unspacedRun) ?? [];
}

function isLong(word: string): boolean {
  return word.length > wordCharsMax;
}
