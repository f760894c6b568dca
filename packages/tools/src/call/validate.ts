import { andThen } from "@mcp-tools/core";
import { toolOf } from "./find.ts";
import { hasProtoName } from "./has-proto-name.ts";
import { endWith, type Stage } from "./stage.ts";

const PROTO_NAME =
  "The arguments must not have a property named `__proto__`, at any depth: programs take it for something else. Leave it out.";

/**
 * Arguments against the schema. A refusal is a tool error, so that the model can mend its call (SEP-1303). `__proto__` is
 * refused whatever the schema says: half of all code loses it when it copies an object, and what runs must be what was shown.
 */
export function validate(): Stage {
  return (call, next) => {
    const received = call.request.arguments ?? {};
    if (hasProtoName(received)) return endWith(call, "refused", PROTO_NAME);
    return andThen(toolOf(call).validateInput(received), (result) => {
      if (!result.ok) {
        const problems = result.problems.map((line) => `- ${line}`).join("\n");
        return endWith(call, "refused", `The arguments do not fit the tool's input schema:\n${problems}`);
      }
      call.input = result.value;
      return next(call);
    });
  };
}
