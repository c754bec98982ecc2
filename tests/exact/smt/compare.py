"""The cheapest change of each exported case, found by z3, beside the one that Candor found. See README.md."""

import json
import sys
from itertools import chain, combinations

from z3 import And, Bool, BoolVal, If, Int, IntVal, Not, Optimize, Or, Sum, sat, substitute


class Case:
    def __init__(self, book, case):
        self.book, self.case = book, case
        self.facts = [Int(f"f{i}") for i in range(len(book["facts"]))]
        self.days = Int("days")
        self.today = case["today"] + self.days
        self.applying = {}

    def num(self, of):
        op, *rest = of
        if op == "fact":
            return self.facts[rest[0]]
        if op == "term":
            return self.term(rest[0])
        if op == "figure":
            periods = self.book["figure"]
            value = IntVal(periods[0][1])
            for start, amount in periods[1:]:
                value = If(self.today >= start, IntVal(amount), value)
            return value
        if op == "today":
            return self.today
        if op == "const":
            return IntVal(rest[0])
        if op == "times":
            return rest[0] * self.num(rest[1])
        a, b = self.num(rest[0]), self.num(rest[1])
        return a + b if op == "add" else a - b

    def meaning(self, of):
        return self.num(of[1]) if of[0] == "num" else self.cond(of[1])

    def term(self, at):
        term = self.book["terms"][at]
        value = self.meaning(term["otherwise"])
        for meaning, when in term["lines"]:
            value = If(self.cond(when), self.meaning(meaning), value)
        return value

    def cond(self, of):
        op, *rest = of
        if op == "one of":
            return Or([self.facts[rest[0]] == value for value in rest[1]])
        if op == "good":
            return self.term(rest[0])
        if op == "allowed":
            return self.allowed(1)
        if op == "not":
            return Not(self.cond(rest[0]))
        if op in ("all", "any"):
            parts = [self.cond(part) for part in rest[0]]
            return And(parts) if op == "all" else Or(parts)
        a, b = self.num(rest[0]), self.num(rest[1])
        return {"==": a == b, ">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b}[op]

    def applies(self, at):
        if at not in self.applying:
            rule = self.book["rules"][at]
            tests = [self.cond(rule["when"])] if rule["when"] else []
            if rule["required"]:
                tests.append(Not(self.cond(rule["required"])))
            if rule["from"] is not None:
                tests.append(self.today >= rule["from"])
            if rule["until"] is not None:
                tests.append(self.today <= rule["until"])
            touching = [i for i, other in enumerate(self.book["rules"]) if other["touches"] == at]
            self.applying[at] = And(tests + [Not(self.applies(i)) for i in touching] + [BoolVal(True)])
        return self.applying[at]

    def allowed(self, action):
        rules = [(i, rule) for i, rule in enumerate(self.book["rules"]) if action in rule["actions"]]
        blocking = []
        for i, rule in rules:
            if rule["word"] in ("Restriction", "Requirement"):
                rights = [j for j, other in rules if other["word"] == "Right" and rule["source"] in other["over"]]
                blocking.append(And(self.applies(i), Not(Or([self.applies(j) for j in rights]))))
        if self.book["closed"][action]:
            permits = [self.applies(i) for i, rule in rules if rule["word"] in ("Right", "Permission")]
            blocking.append(Not(Or(permits)))
        return Not(Or(blocking))

    def cheapest(self):
        """Facts, effort, days and distance of the least change; None if there is none."""
        opt = Optimize()
        changed, effort, distance, movable = [], [], [], {}
        slow = [self.days == 0]
        for i, old in enumerate(self.case["facts"]):
            moves = [(k, move) for k, move in enumerate(self.case["moves"]) if move["fact"] == i]
            taken = [Bool(f"move{k}") for k, _ in moves]
            opt.add(If(Or(taken), True, self.facts[i] == old))
            for one, (_, move) in zip(taken, moves):
                opt.add(Or(Not(one), And(self.facts[i] == move["to"], self.days >= move["days"])))
                opt.add(And([Or(Not(one), Not(other)) for other in taken if other is not one] + [BoolVal(True)]))
                effort.append(If(one, move["effort"], 0))
                slow.append(And(one, self.days == move["days"]))
            if moves:
                movable[i] = Or(taken)
                changed.append(If(Or(taken), 1, 0))
                if self.book["facts"][i]["kind"] not in ("YesNo", "Choice"):
                    distance.append(If(self.facts[i] >= old, self.facts[i] - old, old - self.facts[i]))
        # What takes so many days has something in it that does.
        opt.add(Or(slow), self.days >= 0, Sum(changed + [IntVal(0)]) >= 1)
        good = And(self.allowed(0), *[self.cond(cond) for cond in self.book["always"]])
        opt.add(good)
        # What is good on that day with fewer of the changes needs only waiting.
        for kept in subsets(list(movable)):
            others = [i for i in movable if i not in kept]
            as_before = [(self.facts[i], IntVal(self.case["facts"][i])) for i in others]
            fewer = And([movable[i] for i in kept] + [Or([movable[i] for i in others] + [BoolVal(False)])])
            opt.add(Or(self.days == 0, Not(fewer), Not(substitute(good, *as_before)) if as_before else True))
        costs = [Sum(changed + [IntVal(0)]), Sum(effort + [IntVal(0)]), self.days, Sum(distance + [IntVal(0)])]
        for cost in costs:
            opt.minimize(cost)
        if opt.check() != sat:
            return None
        model = opt.model()
        return [model.eval(cost, model_completion=True).as_long() for cost in costs]


def subsets(of):
    return chain.from_iterable(combinations(of, n) for n in range(len(of) + 1))


def main():
    same, none, other = 0, 0, []
    for line in open(sys.argv[1], encoding="utf-8"):
        record = json.loads(line)
        best = Case(record["book"], record["case"]).cheapest()
        found = record["case"]["found"]
        told = found[0][:4] if found else None
        if told == best:
            same += 1
            none += best is None
        else:
            other.append((record["number"], best, told))
    print(f"{same} of {same + len(other)} cases have the same cost; {none} of them have none")
    for number, best, told in other[:20]:
        print(f"book {number}: z3 {best}, candor {told}")
    sys.exit(bool(other))


main()
