const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** For people: `1.50 KB`. Units of 1024. */
export function formatBytes(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(2)} ${UNITS[unit]}`;
}
