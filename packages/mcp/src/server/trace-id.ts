/** The trace id of a W3C `traceparent`; undefined when it is malformed or all zero. */
export function traceIdOf(traceparent: string): string | undefined {
  const id = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/.exec(traceparent)?.[1];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}
