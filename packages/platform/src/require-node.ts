/** The oldest Node.js that the apps run on; `scripts` bring their own where the machine's is older. */
const OLDEST = [22, 18] as const;

/** Ends the process with 1 and a sentence where this Node.js is too old. It must be called before what needs a newer one is loaded. */
export function requireNode(version: string = process.versions.node): void {
  const problem = nodeProblem(version);
  if (problem === undefined) return;
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Node.js ${OLDEST.join(".")} or newer is needed, and this is ${version}. \`npm start\` in the checkout brings its own.`;
}
