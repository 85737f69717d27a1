"""Programs whose allocations are judged: workload.py NAME [SCALE].

Written for Python 2.7 and all that came after; SCALE 1 makes some hundred thousand calls.
"""
import sys

SCALE = int(sys.argv[2]) if len(sys.argv) > 2 else 1


def mark(text):
    if hasattr(sys, "audit"):
        sys.audit("arenawalk.mark", text)


def parsing():
    import ast
    import os
    folder = os.path.dirname(os.__file__)
    for name in ("os.py", "inspect.py", "argparse.py", "ast.py")[:2 * SCALE]:
        with open(os.path.join(folder, name)) as file:
            tree = ast.parse(file.read())
        mark(name)
        compile(tree, name, "exec")


def json_texts():
    import json
    kept = []
    for i in range(300 * SCALE):
        data = {"key%d" % j: [j, str(j) * (j % 7), float(j), None] for j in range(i % 23)}
        kept.append(json.loads(json.dumps(data)))
        if i % 3 == 0:
            del kept[len(kept) // 2]
    mark("half")
    del kept[::2]


def expressions():
    import re
    text = " ".join("name%d = %d; # a comment %s" % (i, i * i, "x" * (i % 30))
                    for i in range(1500 * SCALE))
    found = re.findall(r"(\w+)\s*=\s*(\d+)", text)
    mark("found")
    re.sub(r"#[^;]*", lambda match: match.group(0).upper(), text)
    return found


class Node(object):
    def __init__(self, value, nodes):
        self.value = value
        self.nodes = nodes


def classes():
    def build(depth):
        return Node(depth, [build(depth - 1) for _ in range(4)] if depth else [])

    def fail(depth):
        if depth == 0:
            raise ValueError("at the bottom", [depth])
        fail(depth - 1)

    tree = build(6)
    mark("built")
    for i in range(800 * SCALE):
        try:
            fail(i % 20)
        except ValueError:
            pass
    tree.nodes[0] = None
    return [type("C%d" % i, (Node,), {"x": i}) for i in range(50 * SCALE)]


def threads():
    import threading

    def work(number):
        kept = {}
        for i in range(1500 * SCALE):
            kept[i % 97] = [str(number * i), (i, number)]

    all_of_them = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for thread in all_of_them:
        thread.start()
    for thread in all_of_them:
        thread.join()


def dicts():
    big = {}
    for i in range(20000 * SCALE):
        big["key %d" % i] = (i, str(i))
    mark("grown")
    for i in range(0, 20000 * SCALE, 2):
        del big["key %d" % i]
    big.update((i, [i]) for i in range(5000))


def recursion():
    sys.setrecursionlimit(20000)

    def down(depth):
        return [depth, down(depth - 1)] if depth else []

    for _ in range(5 * SCALE):
        down(3000)


def unevenly():
    """Many lives of many lengths: arenas come, go back, and stay for one survivor."""
    import random
    random.seed(5)
    kept = []
    for _ in range(3 * SCALE):
        blocks = [b"x" * random.randint(1, 480) for _ in range(20000)]
        kept.append(blocks[::40])
        random.shuffle(blocks)
        mark("round")
        del blocks


def module():
    import unittest
    name = "test.test_textwrap"
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName(name)
    except (ImportError, AttributeError):
        return
    unittest.TextTestRunner(stream=open("/dev/null", "w")).run(suite)


WORK = {"parsing": parsing, "json": json_texts, "expressions": expressions, "classes": classes,
        "threads": threads, "dicts": dicts, "recursion": recursion, "unevenly": unevenly,
        "module": module}

if __name__ == "__main__":
    WORK[sys.argv[1]]()
