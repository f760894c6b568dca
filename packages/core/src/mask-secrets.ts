/** Stands where a secret was. */
export const MASK = "••••";
const DEPTH_MAX = 16;
const VALUES_MAX = 5_000;
const CHARACTERS_MAX = 65_536;
/** Looked at beyond a cut, so that a secret that lies across it is still recognised. */
const OVERLAP = 512;

/** Property names whose value is a secret, in any case and spelling: `apiKey`, `X-Api-Key`, `DB_PASSWORD`, `access_token`. */
const secretName =
  /pass[-_]?(?:word|wd|phrase|code)|pwd$|secret|credential|authorization|cookie|(?:api|private|access|signing|encryption)[-_]?key|(?<!progress[-_]?|page[-_]?|continuation[-_]?)token$/i;

const KNOWN_NAMES_MAX = 2_000;
const KNOWN_NAME_CHARACTERS_MAX = 64;
/** The same few names come with every line and call; the pattern costs as much as all else here. */
const knownNames = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const isSecret = secretName.test(name);
  if (name.length > KNOWN_NAME_CHARACTERS_MAX) return isSecret;
  // Names come from strangers, too.
  if (knownNames.size === KNOWN_NAMES_MAX) knownNames.clear();
  knownNames.set(name, isSecret);
  return isSecret;
}

/** One cheap test (10 µs for 3,000 characters) that nearly every text passes without the replacements below. */
const suspicious =
  /[Bb]earer|BEARER|[Bb]asic|mcp[at]_|eyJ|:\/\/|=|uthorization|["'] ?:|PRIVATE KEY|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|npm_|AKIA|AIza/;

/** Texts come from strangers: no quantifier here may run on without bound from many starts. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:\w{1,16}\s{1,4})?)[^\s"',]+/gi, `$1${MASK}`],
  [/\b(bearer)\s{1,4}[\w.~+/=-]{8,8192}/gi, `$1 ${MASK}`],
  [/\b(basic)\s{1,4}(?=[a-z+/]{0,512}[0-9=])[a-z0-9+/]{8,2048}={0,2}/gi, `$1 ${MASK}`],
  [/\b(mcp[at]_)[\w-]{4,256}/g, `$1${MASK}`],
  [/(?<![\w-])eyJ[\w-]{8,512}\.[\w-]{8,8192}(?:\.[\w-]{0,2048})?/g, MASK],
  [/:\/\/[^\s/?#"'<>]+@/g, `://${MASK}@`],
  [/-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)/g, MASK],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|npm_|AKIA|AIza)[\w-]{16,255}/g, MASK],
  [
    /(pass(?:word|wd|phrase)|pwd|secret|api[-_]?key|token|signature)(=|["']\s{0,4}[:=]\s{0,4}["'])[^\s"'&;]+/gi,
    `$1$2${MASK}`,
  ],
];

interface Budget {
  values: number;
  characters: number;
}

/**
 * A copy of the value with its secrets replaced, found by property name and by what texts look like. Made for logs and
 * records: at most 16 levels, 5,000 values and 65,536 characters are kept, and what is left out says so.
 */
export function maskSecrets(value: unknown): unknown {
  return mask(value, { values: VALUES_MAX, characters: CHARACTERS_MAX }, 0);
}

function mask(value: unknown, budget: Budget, depth: number): unknown {
  if (typeof value === "string") return maskText(value, budget);
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEPTH_MAX) return "[too deep]";
  if (Array.isArray(value)) return maskArray(value, budget, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) {
    const { name, message, stack } = value;
    return maskObject({ ...ownFields(value), name, message, stack }, budget, depth);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return mask(value.toJSON(), budget, depth + 1);
  return maskObject(value as Record<string, unknown>, budget, depth);
}

function ownFields(error: Error): Record<string, unknown> {
  return Object.fromEntries(Object.entries(error));
}

function maskArray(items: readonly unknown[], budget: Budget, depth: number): unknown[] {
  const copy: unknown[] = [];
  for (const item of items) {
    if (budget.values-- <= 0) return [...copy, `[${items.length - copy.length} more]`];
    copy.push(mask(item, budget, depth + 1));
  }
  return copy;
}

function maskObject(record: Readonly<Record<string, unknown>>, budget: Budget, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name in record) {
    if (!Object.hasOwn(record, name)) continue;
    if (budget.values-- <= 0) {
      copy["…"] = "[more]";
      break;
    }
    const value = record[name];
    const masked = isSecretName(name) && isFilled(value) ? MASK : mask(value, budget, depth + 1);
    // Assigned, it would be the copy's prototype, and nobody would see it.
    if (name === "__proto__")
      Object.defineProperty(copy, name, { value: masked, enumerable: true, writable: true, configurable: true });
    else copy[name] = masked;
  }
  return copy;
}

/** An empty, absent or yes-or-no value gives nothing away, and helps whoever reads the log. */
function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && typeof value !== "boolean";
}

function maskText(text: string, budget: Budget): string {
  const kept = Math.min(text.length, Math.max(budget.characters, 0));
  budget.characters -= kept;
  if (kept === text.length) return maskKept(text);
  return `${maskKept(text.slice(0, kept + OVERLAP)).slice(0, kept)}… [${text.length - kept} more characters]`;
}

function maskKept(text: string): string {
  if (text.length < 6 || !suspicious.test(text)) return text;
  let masked = text;
  for (const [pattern, replacement] of secretTexts) masked = masked.replace(pattern, replacement);
  return masked;
}
