/**
 * Answers again what it answered last where it is asked the same again: for what is worked out of header values, which are
 * the same from call to call. The function must depend on nothing else.
 */
export function rememberLast<A, R>(work: (argument: A) => R): (argument: A) => R {
  let last: { readonly argument: A; readonly result: R } | undefined;
  return (argument) => {
    if (last === undefined || last.argument !== argument) last = { argument, result: work(argument) };
    return last.result;
  };
}
