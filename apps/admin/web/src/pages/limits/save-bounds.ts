import { api, parseResponse } from "../../api/client.ts";
import { boundFields, toBounds, type BoundValues, type LimitSubject } from "./bounds.ts";

export interface BoundsChange {
  readonly values: BoundValues;
  /** The version of the policy that was looked at. A key is no part of it. */
  readonly basedOn: number;
}

/** Saves all fields of one subject; @returns the version of the policy from then on */
export async function saveBounds(subject: LimitSubject, { values, basedOn }: BoundsChange): Promise<number> {
  const { limits = {}, output = {} } = toBounds(values);
  const orNull = <T extends object>(section: T) => (Object.keys(section).length === 0 ? null : section);
  switch (subject.kind) {
    case "default": {
      const [perMinute, perDay, inFlight, bytes, tokens] = boundFields.map((field) => numberOrNull(values[field]));
      const json = {
        limits: { callsPerMinute: perMinute, callsPerDay: perDay, inFlight },
        output: { bytes, tokens },
        basedOn,
      };
      return (await parseResponse(api.policy.settings.$patch({ header: {}, json }))).version;
    }
    case "tool": {
      const json = { settings: { limits: orNull(limits), output: orNull(output) }, basedOn };
      const request = { param: { name: subject.name }, header: {}, json };
      return (await parseResponse(api.policy.tools[":name"].$patch(request))).version;
    }
    case "key": {
      const json = { limits: orNull(limits), output: orNull(output) };
      await parseResponse(api.keys[":id"].$patch({ param: { id: subject.id }, json }));
      return basedOn;
    }
  }
}

function numberOrNull(value: number | string | undefined): number | null {
  return typeof value === "number" ? value : null;
}
