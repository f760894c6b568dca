import { AppError } from "@mcp-tools/core";

/**
 * The version of the policy that a change was made on: said beside the change, or as the `ETag` in `If-Match`.
 * @throws AppError `invalid_input` when neither says it, or both say another one
 */
export function basedOn(given: number | undefined, ifMatch: string | undefined): number {
  const [, tagged] = /^(?:W\/)?"(\d{1,10})"$/.exec(ifMatch?.trim() ?? "") ?? [];
  if (ifMatch !== undefined && tagged === undefined)
    throw new AppError("invalid_input", 'If-Match has to be the ETag of the policy as it was read, such as "12".');
  const version = given ?? (tagged === undefined ? undefined : Number(tagged));
  if (version === undefined)
    throw new AppError(
      "invalid_input",
      "Say which version of the policy was looked at: `basedOn`, or its ETag as If-Match. A change of somebody else is then not lost.",
    );
  if (tagged !== undefined && Number(tagged) !== version)
    throw new AppError("invalid_input", `basedOn (${version}) and If-Match (${tagged}) say different versions.`);
  return version;
}
