import { definePack, type Pack } from "../../define-tool.ts";
import { createLocate } from "./paths/locate.ts";
import { createPathSchema } from "./paths/path-schema.ts";
import { createCreateDirectory } from "./tools/create-directory.ts";
import { createDirectoryTree } from "./tools/directory-tree.ts";
import { createEditFile } from "./tools/edit-file.ts";
import { createGetFileInfo } from "./tools/get-file-info.ts";
import { createListAllowedDirectories } from "./tools/list-allowed-directories.ts";
import { createListDirectory } from "./tools/list-directory.ts";
import { createListDirectoryWithSizes } from "./tools/list-directory-with-sizes.ts";
import { createMoveFile } from "./tools/move-file.ts";
import { createReadMediaFile } from "./tools/read-media-file.ts";
import { createReadMultipleFiles } from "./tools/read-multiple-files.ts";
import { createReadFile, createReadTextFile } from "./tools/read-text-file.ts";
import { createSearchFiles } from "./tools/search-files.ts";
import { createWriteFile } from "./tools/write-file.ts";

export interface FilesPackOptions {
  /** Absolute paths of the folders that the tools may touch; relative paths start at the first. */
  readonly roots: readonly string[];
  /** Largest result of a call, in bytes; what is read at once follows from it. 1 MiB unless told. */
  readonly resultBytesMax?: number;
}

/** The tools of the reference filesystem server over these folders. No path, link or race leads outside them. */
export function createFilesPack({ roots, resultBytesMax = 1_048_576 }: FilesPackOptions): Pack {
  const deps = {
    locate: createLocate({ roots }),
    pathSchema: createPathSchema(roots),
    roots,
    // Structured content is mirrored as text, and a notice needs room.
    textBytesMax: Math.max(1024, Math.floor(resultBytesMax / 2) - 4096),
    // Base64 makes four bytes of three.
    mediaBytesMax: Math.max(1024, Math.floor((resultBytesMax - 4096) * 0.75)),
  };
  return definePack({
    name: "files",
    description: "Reads, writes, edits and searches files in the folders allowed by FILES_ROOTS",
    definitions: [
      createReadFile(deps),
      createReadTextFile(deps),
      createReadMediaFile(deps),
      createReadMultipleFiles(deps),
      createWriteFile(deps),
      createEditFile(deps),
      createCreateDirectory(deps),
      createListDirectory(deps),
      createListDirectoryWithSizes(deps),
      createDirectoryTree(deps),
      createMoveFile(deps),
      createSearchFiles(deps),
      createGetFileInfo(deps),
      createListAllowedDirectories(deps),
    ],
  });
}
