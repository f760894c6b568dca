/** Something this process cannot serve without. */
export interface ReadinessCheck {
  readonly name: string;
  /** Undefined when fine, else one line that says what is missing. Must answer within a second. */
  check(): Promise<string | undefined> | string | undefined;
}
