import { andThen } from "@mcp-tools/core";
import { toolOf } from "./find.ts";
import { endWith, type Stage } from "./stage.ts";

/** Arguments against the schema. A refusal is a tool error, so that the model can mend its call (SEP-1303). */
export function validate(): Stage {
  return (call, next) =>
    andThen(toolOf(call).validateInput(call.request.arguments ?? {}), (result) => {
      if (!result.ok) {
        const problems = result.problems.map((line) => `- ${line}`).join("\n");
        return endWith(call, "refused", `The arguments do not fit the tool's input schema:\n${problems}`);
      }
      call.input = result.value;
      return next(call);
    });
}
