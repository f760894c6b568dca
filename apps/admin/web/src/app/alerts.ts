import { remembered } from "./remembered.ts";

/** How a waiting call makes itself heard while the page is hidden. Both are off until asked for. */
export type AlertKind = "notification" | "sound";

export function wantsAlert(kind: AlertKind): boolean {
  if (remembered.get(`alert.${kind}`) !== "on") return false;
  return kind === "sound" || (canNotify() && Notification.permission === "granted");
}

export function wantsAlerts(): boolean {
  return wantsAlert("notification") || wantsAlert("sound");
}

/** Whether this browser has notifications at all; on some phones only installed pages do. */
export function canNotify(): boolean {
  return "Notification" in globalThis;
}

/** @returns whether it is on then: the browser may refuse notifications */
export async function setAlert(kind: AlertKind, isOn: boolean): Promise<boolean> {
  const allowed = !isOn || kind === "sound" || (canNotify() && (await Notification.requestPermission()) === "granted");
  remembered.set(`alert.${kind}`, isOn && allowed ? "on" : "off");
  if (isOn && allowed && kind === "sound") chime();
  return isOn && allowed;
}

const notes = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.16 },
] as const;
const noteSeconds = 0.3;
const loudness = 0.15;

/** Two soft notes, made here: no file, no request. */
export function chime(): void {
  const audio = new AudioContext();
  for (const { hertz, at } of notes) {
    const start = audio.currentTime + at;
    const gain = new GainNode(audio, { gain: loudness });
    gain.gain.exponentialRampToValueAtTime(0.001, start + noteSeconds);
    const tone = new OscillatorNode(audio, { frequency: hertz });
    tone.connect(gain).connect(audio.destination);
    tone.start(start);
    tone.stop(start + noteSeconds);
    if (hertz === notes.at(-1)?.hertz) tone.addEventListener("ended", () => void audio.close());
  }
}
