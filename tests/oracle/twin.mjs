// Settles the same forms by the script of our own pages.
import { readFileSync } from "node:fs";
import { evaluate } from "./rules/logic.js";
import { settleForm } from "./rules/form.js";

const forms = JSON.parse(readFileSync(0, "utf8"));
const results = forms.map(({ questions, constraints, sets, today }) =>
  sets.map((answers) => {
    const { relevant, values } = settleForm(questions, new Map(Object.entries(answers)), today);
    const valid = (rule, code) => evaluate(rule, values, values.get(code) ?? null, today) === true;
    return {
      relevant: [...relevant].sort(),
      values: Object.fromEntries([...values].filter(([, value]) => value !== null)),
      broken: Object.entries(constraints).filter(([code, rule]) => values.get(code) != null && !valid(rule, code)).map(([code]) => code).sort(),
    };
  }),
);
process.stdout.write(JSON.stringify(results));
