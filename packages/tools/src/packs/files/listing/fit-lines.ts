/** The first lines that are no more than `bytesMax` together. */
export function fitLines(lines: readonly string[], bytesMax: number): { lines: readonly string[]; cut: boolean } {
  let bytes = 0;
  const end = lines.findIndex((line) => (bytes += Buffer.byteLength(line) + 1) > bytesMax);
  return end === -1 ? { lines, cut: false } : { lines: lines.slice(0, end), cut: true };
}
