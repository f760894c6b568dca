import { AppError } from "@mcp-tools/core";
import type { AnySchema, JsonSchema, StandardIssue, StandardResult } from "../schema.ts";
import { isStandardSchema } from "../schema.ts";
import type { Validation } from "./registry.ts";

export type Validate = (value: unknown) => Validation | Promise<Validation>;

const PROBLEMS_MAX = 8;

/** One validating function for either kind of schema; a plain JSON Schema is compiled at its first use. */
export function createValidate(schema: AnySchema): Validate {
  return isStandardSchema(schema) ? (value) => validateStandard(schema["~standard"].validate, value) : validateJsonSchema(schema);
}

function validateStandard(validate: (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>, value: unknown) {
  const result = validate(value);
  return result instanceof Promise ? result.then(toValidation) : toValidation(result);
}

function toValidation(result: StandardResult<unknown>): Validation {
  return result.issues === undefined ? { ok: true, value: result.value } : { ok: false, problems: result.issues.slice(0, PROBLEMS_MAX).map(describe) };
}

function describe({ message, path = [] }: StandardIssue): string {
  const at = path.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
  return at === "" ? message : `${at}: ${message}`;
}

function validateJsonSchema(schema: JsonSchema): Validate {
  let compiled: Promise<(value: unknown) => Validation> | undefined;
  let ready: ((value: unknown) => Validation) | undefined;
  return (value) => {
    if (ready !== undefined) return ready(value);
    compiled ??= compile(schema);
    return compiled.then((validate) => {
      ready = validate;
      return validate(value);
    });
  };
}

/** JSON Schema 2020-12; references leave the document nowhere (an unknown `$ref` is an error, never a fetch). */
async function compile(schema: JsonSchema): Promise<(value: unknown) => Validation> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  // One instance a schema: two tools may use the same `$id` or `$anchor`.
  const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: true, validateFormats: false, logger: false });
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return { ok: true, value };
    const problems = (validate.errors ?? []).slice(0, PROBLEMS_MAX).map(({ instancePath, message = "is not valid", params }) => {
      const at = instancePath.slice(1).replaceAll("/", ".");
      const extra = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
      return `${at === "" ? "" : `${at}: `}${message}${extra}`;
    });
    return { ok: false, problems };
  };
}

/** The JSON Schema of either kind of schema, as it is listed. @throws AppError `invalid_input` when there is none */
export function toJsonSchema(schema: AnySchema, direction: "input" | "output"): JsonSchema {
  if (!isStandardSchema(schema)) return schema;
  const convert = schema["~standard"].jsonSchema?.[direction];
  if (convert === undefined) {
    throw new AppError("invalid_input", `its ${direction} schema cannot be turned into JSON Schema; use zod 4.2 or newer, or plain JSON Schema`);
  }
  // 2020-12 is what MCP takes a schema without `$schema` to be.
  const { $schema: _, ...jsonSchema } = convert({ target: "draft-2020-12" });
  return jsonSchema;
}
