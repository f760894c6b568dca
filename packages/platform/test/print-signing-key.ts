// Prints the signing key of the data folder in argv[2]: several of these at once must print the same.
import { silentLogger } from "@mcp-tools/core";
import { loadSigningKey } from "../src/signing-key.ts";

const key = loadSigningKey({
  secretKey: undefined,
  dataDir: process.argv[2] ?? "",
  isEmbedded: true,
  logger: silentLogger,
});
process.stdout.write(Buffer.from(key).toString("hex"));
