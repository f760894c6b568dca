import { AppError, isAppError } from "@mcp-tools/core";

const CERTIFICATE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/;

/** What went wrong on the way to a host, in words that help. The signal's own reason passes as it is. */
export function toNetworkError(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (isAppError(error)) return error;
  if (signal.aborted) return signal.reason;
  const code = codeOf(error);
  if (code === undefined) return error;
  const host = url.host;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") {
    return new AppError("timeout", `${host} could not be connected to in time. It may be down, or block this server.`, {
      cause: error,
    });
  }
  if (CERTIFICATE.test(code)) {
    return new AppError("unavailable", `The certificate of ${host} is not valid (${code}), so nothing was fetched.`, {
      cause: error,
    });
  }
  if (code === "ECONNREFUSED")
    return new AppError("unavailable", `${host} refused the connection. Check the port, or try again later.`, {
      cause: error,
    });
  if (code.startsWith("Z_") || code.startsWith("ERR__ERROR_FORMAT") || code === "ERR_BUFFER_TOO_LARGE") {
    return new AppError("unavailable", `${host} sent packed data that is damaged (${code}).`, { cause: error });
  }
  return new AppError("unavailable", `${host} could not be read (${code}). It may be down, or not speak HTTP there.`, {
    cause: error,
  });
}

/** Of the error, or of the first of several attempts. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string" && error.code !== "") return error.code;
  if (error.name === "HTTPParserError") return error.name;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined);
  return codeOf(error.cause);
}
