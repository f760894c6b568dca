// Prints a key of the data folder in argv[2]: several of these at once must print the same.
import { silentLogger } from "@mcp-tools/core";
import { createKeyring } from "../src/create-keyring.ts";

const keyring = createKeyring({
  secretKey: undefined,
  secretKeysOld: [],
  dataDir: process.argv[2] ?? "",
  isEmbedded: true,
  logger: silentLogger,
});
process.stdout.write(Buffer.from(keyring.deriveKeys("signing key").current.key).toString("hex"));
