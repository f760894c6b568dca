// Runs before the first paint, so that a dark page never flashes white. A file, because the page forbids inline scripts.
(() => {
  let scheme;
  try {
    scheme = localStorage.getItem("mcp-tools.color-scheme");
  } catch {
    scheme = null;
  }
  if (scheme !== "light" && scheme !== "dark") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
  document.documentElement.style.colorScheme = scheme;
})();
