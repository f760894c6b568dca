/**
 * What `next` makes of a value, at once where it is there already. For what every call goes through: to await a value that
 * nobody has to wait for costs a promise and a turn of the microtask queue.
 */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
