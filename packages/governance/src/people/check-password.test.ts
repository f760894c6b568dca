import { expect, test } from "vitest";
import { checkPassword } from "./check-password.ts";

const person = { email: "ada.lovelace@example.com", name: "Ada Lovelace" };

test.for([
  "short",
  "x".repeat(129),
  "aaaaaaaaaaaaaaaa",
  "abababababab",
  "passwordpassword",
  "Password-2026!!",
  "P@ssword1234567",
  "qwertyuiop123",
  "123456789012",
  "098765432109",
  "ada.lovelace1815",
  "lovelace@example.com",
  "adminadmin123",
  "letmein letmein",
])("%s will not do", (password) => {
  expect(() => checkPassword(password, person)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test.for([
  "several unrelated words",
  "kq7-Vd2-pXz9",
  "正确的马电池订书钉十二个字",
  "90271846350928174",
  "lovelace walks the green dog",
])("%s will do", (password) => {
  expect(() => checkPassword(password, person)).not.toThrow();
});
