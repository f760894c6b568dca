import { useFormat, useNow } from "../format/format-context.tsx";

/** How long ago; the exact instant on hover and for machines. */
export function TimeAgo({ at }: { at: number }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.instant(at)}>
      {format.relative(at, now)}
    </time>
  );
}
