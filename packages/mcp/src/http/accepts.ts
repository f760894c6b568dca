/**
 * Whether an `Accept` header takes this media type: the most specific range that covers it decides, and where there is no
 * header everything is taken (RFC 9110 §12.5.1).
 */
export function accepts(accept: string | undefined, type: string): boolean {
  if (accept === undefined) return true;
  const weights = new Map(accept.toLowerCase().split(",").map(toWeight));
  const ofKind = `${type.slice(0, type.indexOf("/"))}/*`;
  return (weights.get(type) ?? weights.get(ofKind) ?? weights.get("*/*") ?? 0) !== 0;
}

function toWeight(range: string): [type: string, weight: number] {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  return [type, weight === undefined ? 1 : Number(weight.slice("q=".length))];
}
