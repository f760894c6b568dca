const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether PostgreSQL takes it as a `uuid`; comparing with anything else is an error there. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The first and the last id that begin so; undefined when none can. Hyphens may be left out. */
export function uuidRange(prefix: string): { first: string; last: string } | undefined {
  const digits = prefix.replaceAll("-", "").toLowerCase();
  if (!/^[\da-f]{1,32}$/.test(digits)) return undefined;
  return { first: toUuid(digits.padEnd(32, "0")), last: toUuid(digits.padEnd(32, "f")) };
}

function toUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
