import { toUSVString } from "node:util";

/** A copy of the value in which no secret occurs. */
export type Mask = <T>(value: T) => T;

const MASK = "••••";
/** Shorter ones occur by chance, and masking them would damage what has nothing to do with them. */
const SECRET_LENGTH_MIN = 6;
/** The same for what is left of a secret within base64. */
const BASE64_LENGTH_MIN = 7;

/**
 * Masks these very values wherever they occur, also within others and as they look in a URL, in JSON and in base64
 * (`Basic …` holds a password at any offset). In base64 that stands for bytes (`blob`, `data`), they are masked within.
 */
export function createSecretMask(secrets: readonly string[]): Mask {
  const values = secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN);
  if (values.length === 0) return (value) => value;
  const forms = [...new Set(values.flatMap(formsOf))];
  const inText = toPattern(forms);
  const inBytes = toPattern(forms.map((form) => Buffer.from(form).toString("latin1")));
  const exact = new Set(values);

  const maskText = (text: string) => text.replace(inText, MASK);

  /** Undefined where there is nothing to mask. */
  function maskBytes(bytes: Buffer): Buffer | undefined {
    const text = bytes.toString("latin1");
    const masked = text.replace(inBytes, Buffer.from(MASK).toString("latin1"));
    return masked === text ? undefined : Buffer.from(masked, "latin1");
  }

  function maskBase64(text: string): string {
    return maskBytes(Buffer.from(text, "base64"))?.toString("base64") ?? text;
  }

  function mask(value: unknown, seen: Map<object, unknown>): unknown {
    if (typeof value === "string") return maskText(value);
    if (typeof value === "number" || typeof value === "bigint") return exact.has(String(value)) ? MASK : value;
    if (typeof value !== "object" || value === null) return value;
    // Cycles stay cycles: that a result has one is told elsewhere.
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return maskArray(value, seen);
    if (ArrayBuffer.isView(value))
      return maskBytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength)) ?? value;
    if (value instanceof Error) return maskError(value, seen);
    if ("toJSON" in value && typeof value.toJSON === "function") return mask(value.toJSON(), seen);
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    return maskFields(value, copy, seen);
  }

  function maskArray(items: readonly unknown[], seen: Map<object, unknown>): unknown[] {
    const copy: unknown[] = [];
    seen.set(items, copy);
    for (const item of items) copy.push(mask(item, seen));
    return copy;
  }

  function maskFields<T extends object>(record: object, copy: T, seen: Map<object, unknown>): T {
    const hasMediaType = "mimeType" in record;
    for (const [name, field] of Object.entries(record)) {
      const isBase64 = typeof field === "string" && (name === "blob" || (name === "data" && hasMediaType));
      const masked = isBase64 ? maskBase64(field) : mask(field, seen);
      Object.defineProperty(copy, maskText(name), {
        value: masked,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return copy;
  }

  function maskError(error: Error, seen: Map<object, unknown>): Error {
    const copy = new Error(maskText(error.message));
    seen.set(error, copy);
    maskFields(error, copy, seen);
    copy.name = error.name;
    if (error.stack !== undefined) copy.stack = maskText(error.stack);
    if (error.cause !== undefined) copy.cause = mask(error.cause, seen);
    return copy;
  }

  return <T>(value: T): T => mask(value, new Map()) as T;
}

function toPattern(forms: readonly string[]): RegExp {
  // A longer form first: it may hold a shorter one.
  const longestFirst = forms.toSorted((one, other) => other.length - one.length);
  return new RegExp(
    longestFirst.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)).join("|"),
    "g",
  );
}

function formsOf(secret: string): string[] {
  const url = encodeURIComponent(toUSVString(secret));
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, ...[url, form].flatMap((text) => [text, text.replaceAll(/%../g, lower)]), ...base64Of(secret)];
}

const lower = (escape: string) => escape.toLowerCase();

/** What base64 of any bytes around the secret has in it for certain, at each of the three offsets it may begin at. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const whole = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return whole.length < BASE64_LENGTH_MIN ? [] : [whole, whole.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
