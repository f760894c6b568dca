import { remembered } from "../../app/remembered.ts";

/** Single keys act unless they were turned off: who speaks to their computer, or presses keys by mistake, does so. */
export function wantsKeys(): boolean {
  return remembered.get("approval-keys") !== "off";
}

export function setKeys(isOn: boolean): void {
  remembered.set("approval-keys", isOn ? "on" : "off");
}
