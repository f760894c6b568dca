import { ErrorSchemaBuilder, type RJSFSchema, type RJSFValidationError, type ValidatorType } from "@rjsf/utils";
import { findProblems, type SchemaProblem } from "./find-problems.ts";

/** What the form library asks, answered without making code from schemas. `say` puts a problem into words. */
export function createSchemaValidator(say: (problem: SchemaProblem) => string): ValidatorType {
  const problemsOf = (schema: RJSFSchema, data: unknown): SchemaProblem[] => {
    try {
      return findProblems(schema, data);
    } catch {
      // A schema that cannot be read here is the server's to judge.
      return [];
    }
  };
  return {
    validateFormData(data, schema) {
      const errors: RJSFValidationError[] = [];
      const builder = new ErrorSchemaBuilder();
      for (const problem of problemsOf(schema, data ?? {})) {
        const message = say(problem);
        errors.push({ name: problem.keyword, property: problem.path.join("."), message, stack: message });
        builder.addErrors(message, [...problem.path]);
      }
      return { errors, errorSchema: builder.ErrorSchema };
    },
    isValid(schema, data, root) {
      if (data === undefined) return false;
      try {
        return findProblems({ ...definitionsOf(root), ...schema }, data).length === 0;
      } catch {
        return false;
      }
    },
    rawValidation: (schema, data) => ({ errors: problemsOf(schema, data) as never[] }),
  };
}

/** Parts of a schema refer to what the whole one defines. */
function definitionsOf({ $defs, definitions }: RJSFSchema): RJSFSchema {
  return { ...($defs !== undefined && { $defs }), ...(definitions !== undefined && { definitions }) };
}
