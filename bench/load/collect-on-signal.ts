/**
 * Preloaded with `--expose-gc --import` into the servers whose memory is measured. SIGUSR2 collects all garbage and gives
 * the pages back, which V8 otherwise does in its own time: what is left is what the sessions need.
 */
process.on("SIGUSR2", () => globalThis.gc?.({ execution: "sync", type: "major", flavor: "last-resort" }));
