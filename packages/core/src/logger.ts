type Log = (fields: object, message: string) => void;

/** The part of pino that code outside the platform may rely on: fields first, a short constant message second. */
export interface Logger {
  debug: Log;
  info: Log;
  warn: Log;
  error: Log;
  fatal: Log;
  child(bindings: object): Logger;
}

/** For tests, and where nothing is to be said. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
  child: () => silentLogger,
};
