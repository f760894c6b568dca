const minuteMs = 60_000;

/** As `datetime-local` inputs have it, in the reader's time zone. */
export function toLocalInput(at: number | undefined): string {
  if (at === undefined) return "";
  const offsetMs = new Date(at).getTimezoneOffset() * minuteMs;
  return new Date(at - offsetMs).toISOString().slice(0, 16);
}

export function fromLocalInput(text: string): number | undefined {
  const at = new Date(text).getTime();
  return Number.isNaN(at) || at < 0 ? undefined : at;
}
