import type { Plugin } from "vite";

/** Holds the class names of one component. */
const classNames = /\/@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/;
const ownStyles = /\/src\/theme\/styles\.ts$/;

/** Has the style sheet of each of Mantine's components come with its code: all of them together would weigh on each page. */
export function bringMantineStyles(): Plugin {
  let isServing = false;
  return {
    name: "bring-mantine-styles",
    configResolved({ command }) {
      isServing = command === "serve";
    },
    transform(code, id) {
      const component = classNames.exec(id)?.[1];
      if (component !== undefined) return `import "@mantine/core/styles/${component}.layer.css";\n${code}`;
      // While serving, dependencies are bundled ahead, out of reach.
      return isServing && ownStyles.test(id) ? `import "@mantine/core/styles.layer.css";\n${code}` : undefined;
    },
  };
}
