const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];
const unknownMax = 80;

/** `Firefox 140, Linux`, from what a browser says of itself; undefined when it said nothing. */
export function describeBrowser(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent === "") return undefined;
  const found = browsers.map(([pattern, name]) => [name, pattern.exec(userAgent)?.[1]]).find(([, version]) => version);
  if (found === undefined) return userAgent.slice(0, unknownMax);
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [found.join(" "), system].filter(Boolean).join(", ");
}
