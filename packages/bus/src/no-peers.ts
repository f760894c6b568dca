import { AppError, type Peers } from "@mcp-tools/core";

/** Of a process that is alone. */
export const noPeers: Peers = {
  own: undefined,
  serve: () => () => {},
  ask: () => Promise.reject(new AppError("not_found", "There is no other process.")),
  close: () => Promise.resolve(),
};
