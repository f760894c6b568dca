import { endWith, type Stage } from "./stage.ts";

/** Arguments against the schema. A refusal is a tool error, so that the model can mend its call (SEP-1303). */
export function validate(): Stage {
  return async (call, next) => {
    const checked = call.tool?.validateInput(call.request.arguments ?? {});
    const result = checked instanceof Promise ? await checked : checked;
    if (result === undefined) return next(call);
    if (!result.ok) {
      return endWith(
        call,
        "refused",
        `The arguments do not fit the tool's input schema:\n${result.problems.map((line) => `- ${line}`).join("\n")}`,
      );
    }
    call.input = result.value;
    return next(call);
  };
}
