export { default } from "../../tools/echo.mjs";
