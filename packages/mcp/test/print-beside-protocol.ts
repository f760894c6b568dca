// Prints in every way a tool might, around two messages of the protocol.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { takeStdout } from "../src/stdio/take-stdout.ts";

const protocol = takeStdout();
const line = (text: string) => new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));

console.log("console.log");
console.info("console.info");
process.stdout.write("Loading model... ");
protocol.write('{"id":1}\n');
await line("a callback");
await pipeline(Readable.from(["a ", "pipe\n"]), process.stdout);
process.stdout.end("the end\n");
protocol.write(`${JSON.stringify({ id: 2, text: "x".repeat(200_000) })}\n`);
protocol.write('{"id":3}\n');
