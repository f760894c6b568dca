import type { Logger } from "@mcp-tools/core";
import type { ClientPort } from "../../client-port.ts";
import type { Mask } from "./create-secret-mask.ts";

/** A client that is told and asked nothing with a secret in it. */
export function maskClient(client: ClientPort, mask: Mask): ClientPort {
  return {
    era: client.era,
    can: (feature) => client.can(feature),
    request: (requests) => client.request(mask(requests)),
    log: (level, data, logger) => client.log(level, mask(data), logger),
    releaseStream: () => client.releaseStream(),
  };
}

/** A logger that logs no secret. */
export function maskLogger(logger: Logger, mask: Mask): Logger {
  return {
    debug: (fields, message) => logger.debug(mask(fields), mask(message)),
    info: (fields, message) => logger.info(mask(fields), mask(message)),
    warn: (fields, message) => logger.warn(mask(fields), mask(message)),
    error: (fields, message) => logger.error(mask(fields), mask(message)),
    fatal: (fields, message) => logger.fatal(mask(fields), mask(message)),
    child: (bindings) => maskLogger(logger.child(mask(bindings)), mask),
  };
}
