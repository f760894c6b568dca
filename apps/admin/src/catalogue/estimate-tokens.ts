/**
 * Roughly how many tokens a model spends on a text: four characters of Latin script or JSON make one,
 * a character of Chinese, Japanese or Korean is one. Within some 15 % of common tokenizers, and the same for all of them.
 */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/g)?.length ?? 0;
  return Math.ceil((text.length - wide) / 4) + wide;
}
