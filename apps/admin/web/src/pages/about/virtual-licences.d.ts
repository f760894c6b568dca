declare module "virtual:licences" {
  /** Of the packages that the console names as its own; made by the build, see vite.config.ts. */
  export const licences: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
}
