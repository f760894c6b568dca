import { AppError } from "@mcp-tools/core";
import type { Ajv } from "ajv";
import type { AnySchema, JsonSchema, StandardIssue, StandardResult, StandardSchema } from "../schema.ts";
import { isStandardSchema } from "../schema.ts";
import type { Validation } from "./registry.ts";

export type Validate = (value: unknown) => Validation | Promise<Validation>;

const PROBLEMS_MAX = 8;

/** One validating function for either kind of schema; a plain JSON Schema is compiled at its first use. */
export function createValidate(schema: AnySchema): Validate {
  return isStandardSchema(schema) ? (value) => validateStandard(schema, value) : validateJsonSchema(schema);
}

function validateStandard(schema: StandardSchema, value: unknown): Validation | Promise<Validation> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then(toValidation) : toValidation(result);
}

function toValidation(result: StandardResult<unknown>): Validation {
  return result.issues === undefined
    ? { ok: true, value: result.value }
    : { ok: false, problems: result.issues.slice(0, PROBLEMS_MAX).map(describe) };
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

/** References leave the document nowhere (an unknown `$ref` is an error, never a fetch). */
async function compile(schema: JsonSchema): Promise<(value: unknown) => Validation> {
  // One instance a schema: two tools may use the same `$id` or `$anchor`.
  const ajv = await createAjv(schema);
  const validate = ajv.compile(schema);
  const fillsDefaults = JSON.stringify(schema).includes('"default":');
  return (received) => {
    // Defaults are filled in in place, and what was received still has to be recorded and compared as it came.
    const value = fillsDefaults ? structuredClone(received) : received;
    if (validate(value)) return { ok: true, value };
    const problems = (validate.errors ?? [])
      .slice(0, PROBLEMS_MAX)
      .map(({ instancePath, message = "is not valid", params }) => {
        const at = instancePath.slice(1).replaceAll("/", ".");
        const extra = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
        return `${at === "" ? "" : `${at}: `}${message}${extra}`;
      });
    return { ok: false, problems };
  };
}

/** JSON Schema 2020-12, which MCP assumes, or draft 7, which many generators still write. */
async function createAjv(schema: JsonSchema): Promise<Ajv> {
  // By their default exports: a bundled CommonJS module that is imported at run time has no others.
  const options = { strict: false, allErrors: true, useDefaults: true, validateFormats: false, logger: false } as const;
  if (String(schema["$schema"]).startsWith("http://json-schema.org/draft-07/schema")) {
    const { default: Ajv } = await import("ajv");
    return new Ajv(options);
  }
  const { default: Ajv2020 } = await import("ajv/dist/2020.js");
  return new Ajv2020(options);
}

/** The JSON Schema of either kind of schema, as it is listed. @throws AppError `invalid_input` when there is none */
export function toJsonSchema(schema: AnySchema, direction: "input" | "output"): JsonSchema {
  if (!isStandardSchema(schema)) return schema;
  const convert = schema["~standard"].jsonSchema?.[direction];
  if (convert === undefined) {
    throw new AppError(
      "invalid_input",
      `its ${direction} schema cannot be turned into JSON Schema; use zod 4.2 or newer, or plain JSON Schema`,
    );
  }
  // 2020-12 is what MCP takes a schema without `$schema` to be.
  const { $schema: _, ...jsonSchema } = convert({ target: "draft-2020-12" });
  return jsonSchema;
}
