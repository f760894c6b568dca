import { defineConfig } from "tsup";
// @boundaries-ignore one way of bundling for every app
import { bundle } from "../../tsup.preset.ts";

export default defineConfig(bundle({ main: "src/main.ts" }));
